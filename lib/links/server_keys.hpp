/// Which keys a server was started with. It reads them once, at its start (operator 18).
#pragma once

#include <string>
#include <vector>

#include "deploy/components.hpp"

namespace corootctl::links {

/// Whether the server's StatefulSet names one of `keys` of that Secret, or still has pods of an earlier template, which
/// may. Without a StatefulSet there is nothing that reads.
Result<bool> server_reads(const kube::Reader& reader, const deploy::Installation& installation,
                          const std::string& secret, const std::vector<std::string>& keys, const Within& within);

}  // namespace corootctl::links
