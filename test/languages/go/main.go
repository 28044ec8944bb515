// Does what the test tells it, one line at a time: a verb, a token and a workspace, with tabs between them.
package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"example.com/rowseal/workspaces"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

const slugs = `select pg_backend_pid(), string_agg(distinct w.slug, ',')
  from app.notes join rowseal.workspaces as w on w.id = workspace_id`

type querier interface {
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

func say(run querier) error {
	var pid int
	var found *string
	if err := run.QueryRow(context.Background(), slugs).Scan(&pid, &found); err != nil {
		return err
	}
	fmt.Println("ok", pid, *found)
	return nil
}

func main() {
	ctx := context.Background()
	opened, err := workspaces.Open(ctx, os.Getenv("GATEWAY_URL"), os.Getenv("ROWSEAL_ISSUER"))
	if err != nil {
		panic(err)
	}
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		words := strings.Split(lines.Text(), "\t")
		verb, token, workspace := words[0], words[1], words[2]
		var err error
		switch verb {
		case "outside":
			err = say(opened.Pool)
		case "careless":
			if _, err = opened.Pool.Exec(ctx, "select length($1)", pgx.QueryExecModeSimpleProtocol, token); err == nil {
				fmt.Println("ok")
			}
		default:
			err = opened.In(ctx, token, workspace, "", func(tx pgx.Tx) error {
				if verb == "hold" {
					fmt.Println("held")
					lines.Scan()
				}
				return say(tx)
			})
		}
		var refused *pgconn.PgError
		if errors.As(err, &refused) {
			fmt.Println("refused", refused.Code)
		} else if err != nil {
			fmt.Println("refused", strings.ReplaceAll(err.Error(), "\n", " "))
		}
	}
}
