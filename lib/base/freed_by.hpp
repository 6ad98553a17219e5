/// Deleter for handles of C libraries: std::unique_ptr<SSL_CTX, FreedBy<SSL_CTX_free>>.
#pragma once

namespace corootctl {

template <auto Free>
struct FreedBy {
  template <class T>
  void operator()(T* handle) const noexcept {
    Free(handle);
  }
};

}  // namespace corootctl
