// Package workspaces runs queries as the bearer of a token.
package workspaces

import (
	"context"
	"encoding/base64"
	"errors"
	"strings"

	"github.com/MicahParks/keyfunc/v3"
	"github.com/golang-jwt/jwt/v5"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Workspaces is a pool of connections, and whose tokens are believed.
type Workspaces struct {
	Pool   *pgxpool.Pool
	issuer string
	keys   keyfunc.Keyfunc
}

// Open takes the URL of the gateway and the public URL of Rowseal.
func Open(ctx context.Context, gatewayURL, issuer string) (*Workspaces, error) {
	config, err := pgxpool.ParseConfig(gatewayURL)
	if err != nil {
		return nil, err
	}
	// Without names for statements, which SQL of another transaction could give to one of its own.
	config.ConnConfig.DefaultQueryExecMode = pgx.QueryExecModeExec
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, err
	}
	keys, err := keyfunc.NewDefaultCtx(ctx, []string{issuer + "/v1/jwks.json"})
	return &Workspaces{pool, issuer, keys}, err
}

func (w *Workspaces) payload(token string) (string, error) {
	parsed, err := jwt.Parse(token, w.keys.Keyfunc, jwt.WithValidMethods([]string{"EdDSA", "RS256"}),
		jwt.WithIssuer(w.issuer), jwt.WithAudience(w.issuer), jwt.WithExpirationRequired())
	if err != nil {
		return "", err
	}
	if parsed.Header["typ"] != "at+jwt" {
		return "", errors.New("no access token")
	}
	payload, err := base64.RawURLEncoding.DecodeString(strings.Split(token, ".")[1])
	return string(payload), err
}

// In runs a function in a transaction that the bearer of the token has entered. wanted and ip may be empty.
func (w *Workspaces) In(ctx context.Context, token, wanted, ip string, run func(pgx.Tx) error) error {
	entry, first := "select rowseal.enter_with_token($1, nullif($3, '')::inet, nullif($2, ''), null)", token
	if !strings.HasPrefix(token, "rsp_") && !strings.HasPrefix(token, "rss_") {
		payload, err := w.payload(token)
		if err != nil {
			return err
		}
		entry, first = "select rowseal.enter_with_payload($1::jsonb, nullif($2, ''), nullif($3, '')::inet)", payload
	}
	return pgx.BeginFunc(ctx, w.Pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, entry, first, wanted, ip); err != nil {
			return err
		}
		return run(tx)
	})
}
