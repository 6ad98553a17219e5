/// One object written (or tried) and reported; shared by install and link.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "deploy/report.hpp"
#include "kube/objects/client.hpp"

namespace corootctl::deploy {

/// Server-side apply under our field manager. With `dry_run` the report holds the field changes, Secret data as
/// fingerprints.
Result<ObjectReport> apply_object(const kube::Client& client, const document::Value& object,
                                  const kube::Resource& resource, const kube::ApplyOptions& options,
                                  const kube::Within& within);

/// The same over an object that was just read; nullopt = it did not exist.
Result<ObjectReport> apply_over(const kube::Client& client, const std::optional<document::Value>& before,
                                const document::Value& object, const kube::Resource& resource,
                                const kube::ApplyOptions& options, const kube::Within& within);

/// The differences a person cares about: without status and the server's own bookkeeping in metadata; the data of a
/// Secret as key fingerprints.
std::vector<document::Change> visible_changes(const document::Value& before, const document::Value& after);

/// Creates the namespace when it is not there; an existing one is not touched (and not owned).
Result<ObjectReport> ensure_namespace(const kube::Client& client, const std::string& name, bool dry_run,
                                      const kube::Within& within);

/// Eight hex digits that tell two keys apart and give nothing away.
std::string fingerprint(const SecretString& key);

std::string_view name_of(kube::Outcome outcome);

}  // namespace corootctl::deploy
