import com.zaxxer.hikari.HikariDataSource;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Does what the test tells it, one line at a time: a verb, a token and a workspace, with tabs between them. */
public final class Driver {
  private static final String WORKSPACES =
      "select pg_backend_pid(), string_agg(distinct w.slug, ',')"
          + " from app.notes join rowseal.workspaces as w on w.id = workspace_id";

  private static Void say(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(WORKSPACES)) {
      rows.next();
      System.out.println("ok " + rows.getInt(1) + " " + rows.getString(2));
      return null;
    }
  }

  public static void main(String[] none) throws Exception {
    URI url = new URI(System.getenv("GATEWAY_URL"));
    String address =
        "jdbc:postgresql://" + url.getAuthority().replaceAll(".*@", "") + url.getPath() + "?user=" + url.getUserInfo();
    HikariDataSource pool = new HikariDataSource();
    pool.setJdbcUrl(address + "&prepareThreshold=0");
    pool.setMaximumPoolSize(1);
    Workspaces workspaces = new Workspaces(pool, System.getenv("ROWSEAL_ISSUER"));
    BufferedReader lines = new BufferedReader(new InputStreamReader(System.in));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      String[] words = line.split("\t", -1);
      try {
        switch (words[0]) {
          case "outside":
            try (Connection connection = pool.getConnection()) {
              say(connection);
            }
            break;
          case "careless":
            try (Connection connection = DriverManager.getConnection(address + "&preferQueryMode=simple");
                PreparedStatement statement = connection.prepareStatement("select length(?)")) {
              statement.setString(1, words[1]);
              statement.execute();
            }
            System.out.println("ok");
            break;
          default:
            workspaces.in(
                words[1],
                words[2].isEmpty() ? null : words[2],
                null,
                connection -> {
                  if (words[0].equals("hold")) {
                    System.out.println("held");
                    lines.readLine();
                  }
                  return say(connection);
                });
        }
      } catch (SQLException error) {
        System.out.println("refused " + error.getSQLState());
      } catch (Exception error) {
        System.out.println("refused " + error.getClass().getSimpleName());
      }
    }
    System.exit(0);
  }
}
