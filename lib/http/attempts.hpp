/// Keeps libcurl from sending a write twice.
#pragma once

#include <string_view>

#include "http/curl_handles.hpp"

namespace corootctl::http {

/// When a reused connection dies before any answer, libcurl sends the request again by itself, writes too. Go does that
/// for what only reads; a write goes out again only when the server cannot have seen it: no byte was sent, or the
/// server refused the HTTP/2 stream unread (connections 21, 47). `detail` is the handle's error buffer.
class Attempts {
 public:
  Attempts(std::string_view method, const char* detail);
  Attempts(const Attempts&) = delete;
  Attempts& operator=(const Attempts&) = delete;
  /// From now on `easy` asks here before each attempt; this must outlive its transfer.
  void watch(CURL* easy, Options& options);
  /// Before the same handle performs once more what the server certainly did not take.
  void start_over() { begun_ = 0; }
  /// Whether the transfer was ended because a second attempt might have been a second write.
  bool refused_second() const { return refused_second_; }
  /// Whether it is open if a write reached the server, should the transfer have failed.
  bool may_have_written() const { return !reads_only_ && begun_ > 0; }

 private:
  static int on_attempt(void* self, char*, char*, int, int);
  bool may_begin();
  bool was_taken() const;

  const bool reads_only_;
  const char* const detail_;
  CURL* easy_ = nullptr;
  int begun_ = 0;
  bool http2_ = false;  ///< of the attempt before
  bool refused_second_ = false;
};

}  // namespace corootctl::http
