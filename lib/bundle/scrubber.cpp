#include "bundle/scrubber.hpp"

#include <algorithm>
#include <mutex>
#include <set>

#include "base/base64.hpp"
#include "base/text.hpp"
#include "document/json.hpp"

namespace corootctl::bundle {
namespace {

std::string hex_of(std::string_view bytes, std::string_view digits) {
  std::string out;
  for (const char byte : bytes) {
    const auto value = static_cast<unsigned char>(byte);
    out += digits[value >> 4U];
    out += digits[value & 15U];
  }
  return out;
}

bool is_unreserved(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') || byte == '-' ||
         byte == '.' || byte == '_' || byte == '~';
}

std::string percent_encoded(std::string_view text, std::string_view digits) {
  std::string out;
  for (const char byte : text) out += is_unreserved(byte) ? std::string(1, byte) : "%" + hex_of({&byte, 1}, digits);
  return out;
}

/// Three letters stand for two bytes and some: the letters that depend on this secret alone, for each place that it can
/// have in a longer text.
std::vector<std::string> inside_base64(std::string_view secret) {
  std::vector<std::string> out;
  for (std::size_t before = 0; before < 3; ++before) {
    const auto encoded = base64_encode(std::string(before, 'x') + std::string(secret));
    const std::size_t first = before == 0 ? 0 : before + 1;
    const auto bits = (before + secret.size()) * 8;
    out.push_back(encoded.substr(first, bits / 6 - first));
  }
  return out;
}

std::string for_urls(std::string text) {
  std::replace(text.begin(), text.end(), '+', '-');
  std::replace(text.begin(), text.end(), '/', '_');
  return text;
}

std::string in_json(std::string_view secret) {
  const auto quoted = document::to_json(document::Value(secret));
  return quoted.substr(1, quoted.size() - 2);
}

/// Go escapes three letters more, and a JSON text may be an entry of another one.
std::string as_go_writes(std::string_view json) {
  std::string out;
  for (const char letter : json) {
    switch (letter) {
      case '<': out += "\\u003c"; break;
      case '>': out += "\\u003e"; break;
      case '&': out += "\\u0026"; break;
      default: out += letter;
    }
  }
  return out;
}

void replace_all(std::string& text, std::string_view form) {
  for (auto at = text.find(form); at != std::string::npos; at = text.find(form, at + hidden.size()))
    text.replace(at, form.size(), hidden);
}

}  // namespace

std::vector<std::string> forms_of(std::string_view secret) {
  std::vector<std::string> out{std::string(secret),
                               in_json(secret),
                               as_go_writes(in_json(secret)),
                               in_json(in_json(secret)),
                               in_json(as_go_writes(in_json(secret))),
                               percent_encoded(secret, "0123456789ABCDEF"),
                               percent_encoded(secret, "0123456789abcdef"),
                               hex_of(secret, "0123456789abcdef"),
                               hex_of(secret, "0123456789ABCDEF")};
  for (auto& form : inside_base64(secret)) {
    for (auto& twice : inside_base64(form)) out.push_back(std::move(twice));  // a Secret inside another one
    out.push_back(for_urls(form));
    out.push_back(std::move(form));
  }
  return out;
}

struct Scrubber::Known {
  struct LongestFirst {
    bool operator()(const std::string& a, const std::string& b) const {
      return a.size() != b.size() ? a.size() > b.size() : a < b;
    }
  };
  std::mutex mutex{};
  std::size_t count = 0;
  std::set<std::string, LongestFirst> forms{};
  ~Known() {
    for (auto form : forms) wipe(form);
  }
};

Scrubber::Scrubber() : known_(std::make_unique<Known>()) {}
Scrubber::~Scrubber() = default;

void Scrubber::add(const SecretString& secret) {
  if (secret.size() < shortest) return;
  auto forms = forms_of(secret.reveal());
  const std::lock_guard lock(known_->mutex);
  const auto before = known_->forms.size();
  for (auto& form : forms) known_->forms.insert(std::move(form));
  if (known_->forms.size() != before) ++known_->count;
}

std::size_t Scrubber::count() const { return known_->count; }

std::string Scrubber::scrub(std::string text) const {
  for (const auto& form : known_->forms) replace_all(text, form);
  return text;
}

}  // namespace corootctl::bundle
