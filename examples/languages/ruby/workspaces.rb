require "active_record"
require "base64"
require "json"
require "jwt"
require "net/http"
require "rbnacl"

# Runs queries as the bearer of a token. In database.yml, prepared_statements: false: without names for statements, which
# SQL of another transaction could give to one of its own.
module Workspaces
  ISSUER = ENV.fetch("ROWSEAL_ISSUER") # the public URL of Rowseal: https://auth.example.com
  ENTRIES = {
    true => "select rowseal.enter_with_payload($1::jsonb, $2, $3::inet)",
    false => "select rowseal.enter_with_token($1, wanted => $2, ip => $3::inet, request_id => null)",
  }.freeze

  # Commits when the block returns, and rolls back when it raises.
  def self.in(token, wanted = nil, ip = nil)
    is_access_token = !token.start_with?("rsp_", "rss_")
    values = [is_access_token ? payload(token) : token, wanted, ip]
    connection = ActiveRecord::Base.connection
    raise "a transaction is open" if connection.transaction_open?

    ActiveRecord::Base.transaction do
      # Not connection.execute, which takes no values, nor exec_query, which logs them.
      connection.raw_connection.exec_params(ENTRIES[is_access_token], values)
      yield connection
    end
  end

  def self.payload(token)
    required = { algorithm: "EdDSA", required_claims: %w[exp iat sub jti], iss: ISSUER, verify_iss: true, aud: ISSUER,
                 verify_aud: true }
    claims, header = JWT.decode(token, nil, true, required) { |header| key(header["kid"]) }
    raise JWT::DecodeError, "no access token" unless header["typ"] == "at+jwt"

    JSON.generate(claims)
  end

  # Asks again after five minutes, and for an unknown key at most every ten seconds.
  def self.key(id)
    age = @asked_at ? Time.now - @asked_at : Float::INFINITY
    if age > 300 || (age > 10 && !@keys.key?(id))
      @keys = published
      @asked_at = Time.now
    end
    @keys.fetch(id) { raise JWT::DecodeError, "no such key" }
  end

  def self.published
    set = JSON.parse(Net::HTTP.get(URI("#{ISSUER}/v1/jwks.json")))["keys"].select { |key| key["crv"] == "Ed25519" }
    set.to_h { |key| [key["kid"], RbNaCl::Signatures::Ed25519::VerifyKey.new(Base64.urlsafe_decode64(key["x"]))] }
  end
  private_class_method :payload, :key, :published
end
