/// libcurl's handles as values that free themselves, and options that report failure.
#pragma once

#include <memory>
#include <string>

#include "base/freed_by.hpp"
#include "base/result.hpp"
#include "http/curl_functions.hpp"

namespace corootctl::http {

using Easy = std::unique_ptr<CURL, FreedBy<curl_easy_cleanup>>;
using Multi = std::unique_ptr<CURLM, FreedBy<curl_multi_cleanup>>;
using HeaderList = std::unique_ptr<curl_slist, FreedBy<curl_slist_free_all>>;

/// Collects the first failure of many settings, so that each needs no branch of its own.
class Options {
 public:
  explicit Options(CURL* easy) : easy_(easy) {}
  template <class T>
  Options& set(CURLoption option, T value) {
    if (first_ != CURLE_OK) return *this;
    first_ = curl_easy_setopt(easy_, option, value);
    if (first_ != CURLE_OK) failed_ = option;
    return *this;
  }
  Options& text(CURLoption option, const std::string& value) { return set(option, value.c_str()); }
  Result<> verdict() const {
    if (first_ == CURLE_OK) return {};
    return fail(ErrorKind::internal, "curl option {}: {}", static_cast<int>(failed_), curl_easy_strerror(first_));
  }

 private:
  CURL* easy_;
  CURLcode first_ = CURLE_OK;
  CURLoption failed_{};
};

/// Appends one line; false when memory is gone.
bool append(HeaderList& list, const std::string& line);

}  // namespace corootctl::http
