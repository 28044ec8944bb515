import java.sql.Connection;
import java.sql.PreparedStatement;
import javax.sql.DataSource;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwk.HttpsJwks;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.HttpsJwksVerificationKeyResolver;

/** Runs queries as the bearer of a token. */
public final class Workspaces {
  /** Work in a transaction that somebody has entered. */
  public interface Work<T> {
    T run(Connection connection) throws Exception;
  }

  private final DataSource pool;
  private final JwtConsumer tokens;

  /**
   * @param pool of jdbc:postgresql://…?prepareThreshold=0: without names for statements, which SQL of another transaction
   *     could give to one of its own
   * @param issuer the public URL of Rowseal
   */
  public Workspaces(DataSource pool, String issuer) {
    this.pool = pool;
    tokens =
        new JwtConsumerBuilder()
            .setVerificationKeyResolver(new HttpsJwksVerificationKeyResolver(new HttpsJwks(issuer + "/v1/jwks.json")))
            .setJwsAlgorithmConstraints(ConstraintType.PERMIT, "EdDSA", "RS256")
            .setExpectedType(true, "at+jwt")
            .setExpectedIssuer(true, issuer)
            .setExpectedAudience(issuer)
            .setRequireExpirationTime()
            .setRequireIssuedAt()
            .setRequireSubject()
            .setRequireJwtId()
            .build();
  }

  /** Commits when the work returns, and rolls back when it throws. wanted and ip may be null. */
  public <T> T in(String token, String wanted, String ip, Work<T> work) throws Exception {
    boolean isAccessToken = !token.startsWith("rsp_") && !token.startsWith("rss_");
    String entry =
        isAccessToken
            ? "select rowseal.enter_with_payload(?::jsonb, ?, ?::inet)"
            : "select rowseal.enter_with_token(?, wanted => ?, ip => ?::inet, request_id => null)";
    String first = isAccessToken ? payload(token) : token;
    try (Connection connection = pool.getConnection()) {
      connection.setAutoCommit(false);
      try (PreparedStatement statement = connection.prepareStatement(entry)) {
        statement.setString(1, first);
        statement.setString(2, wanted);
        statement.setString(3, ip);
        statement.execute();
        T result = work.run(connection);
        connection.commit();
        return result;
      } catch (Throwable error) {
        connection.rollback();
        throw error;
      }
    }
  }

  private String payload(String token) throws InvalidJwtException {
    return tokens.processToClaims(token).getRawJson();
  }
}
