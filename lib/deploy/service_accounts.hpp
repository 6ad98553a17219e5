/// Service accounts and the definitions that do not know them.
#pragma once

#include "document/value.hpp"
#include "kube/objects/client.hpp"

namespace corootctl::deploy {

/// What a server says of `wanted`, a Coroot with service accounts, where its definition has no such field: in words
/// that say what to do. Every other error stays as it is, and so does this one where the definition may not be read.
Error in_words_of_accounts(Error error, const document::Value& wanted, const kube::Reader& reader,
                           const Within& within);

}  // namespace corootctl::deploy
