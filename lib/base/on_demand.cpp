#include "base/on_demand.hpp"

#include <dlfcn.h>
#include <fmt/format.h>

#include <stdexcept>

namespace corootctl {
namespace {

std::runtime_error missing(const char* library) {
  const char* reason = dlerror();
  return std::runtime_error(fmt::format("cannot load {}: {}", library, reason == nullptr ? "unknown reason" : reason));
}

}  // namespace

void* address_on_demand(const char* library, const char* function) {
  void* handle = dlopen(library, RTLD_LAZY | RTLD_LOCAL);  // counts how often; loads once
  if (handle == nullptr) throw missing(library);
  void* address = dlsym(handle, function);
  if (address == nullptr) throw missing(library);
  return address;
}

}  // namespace corootctl
