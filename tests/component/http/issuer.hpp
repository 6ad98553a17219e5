/// A certificate authority for tests of TLS: every certificate is made in memory.
#pragma once

#include <memory>
#include <string>

namespace corootctl::tests {

struct Issued {
  std::string certificate_pem{};
  std::string key_pem{};
};

class Issuer {
 public:
  explicit Issuer(const std::string& name);
  ~Issuer();
  Issuer(Issuer&&) noexcept;
  /// The authority's own certificate.
  std::string authority_pem() const;
  /// A leaf; `alternative_names` as OpenSSL writes them ("DNS:a.example,IP:127.0.0.1"), "" = none at all.
  Issued issue(const std::string& common_name, const std::string& alternative_names) const;
  /// An authority below this one.
  Issuer issue_authority(const std::string& name) const;

 private:
  struct State;
  explicit Issuer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// The key under a pass phrase.
std::string encrypted_key(const std::string& key_pem, const std::string& pass_phrase);

}  // namespace corootctl::tests
