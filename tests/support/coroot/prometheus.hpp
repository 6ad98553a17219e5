/// Panel queries answered by a real Prometheus that holds the recorded incident's blocks.
#pragma once

#include <memory>
#include <stop_token>
#include <string>

#include "http/transport.hpp"
#include "support/coroot/panel.hpp"

namespace corootctl::support {

/// POST URL/api/v1/query_range at recorded times. `remote` = behind remoteCoroot: the text of a PromQL error is lost.
RangeAnswer query_prometheus(http::Transport& transport, const std::string& url, const RangeQuery& query,
                             std::int64_t shift_ms, bool remote, std::stop_token stop);

}  // namespace corootctl::support
