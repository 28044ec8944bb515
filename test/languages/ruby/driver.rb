# Does what the test tells it, one line at a time: a verb, a token and a workspace, with tabs between them.
require "active_record"

$stdout.sync = true
ActiveRecord::Base.establish_connection(
  url: ENV.fetch("GATEWAY_URL"), adapter: "postgresql", prepared_statements: false, pool: 1
)
require "workspaces"

WORKSPACES = "select pg_backend_pid(), string_agg(distinct w.slug, ',') " \
             "from app.notes join rowseal.workspaces as w on w.id = workspace_id".freeze

def say(connection)
  puts "ok #{connection.select_rows(WORKSPACES).first.join(' ')}"
end

def follow(verb, token, workspace)
  case verb
  when "outside" then say(ActiveRecord::Base.connection)
  when "careless"
    ActiveRecord::Base.connection.execute(ActiveRecord::Base.sanitize_sql(["select length(?)", token]))
    puts "ok"
  else
    Workspaces.in(token, workspace.empty? ? nil : workspace) do |connection|
      if verb == "hold"
        puts "held"
        $stdin.gets
      end
      say(connection)
    end
  end
rescue PG::Error => e
  puts "refused #{e.result&.error_field(PG::Result::PG_DIAG_SQLSTATE)}"
rescue StandardError => e
  puts "refused #{e.cause.is_a?(PG::Error) ? e.cause.result.error_field(PG::Result::PG_DIAG_SQLSTATE) : e.class}"
end

while (line = $stdin.gets)
  follow(*line.chomp.split("\t", -1))
end
