/// What each signal of the snapshot format means: unit, worse direction, and what it can prove.
#pragma once

#include <string_view>
#include <vector>

#include "signals/snapshot.hpp"

namespace corootctl::signals {

/// What a rise of the signal can mean for the app that shows it.
enum class Role {
  latency,     ///< a service level: what callers feel
  errors,      ///< a service level: what callers feel
  traffic,     ///< how much is asked of it, neither good nor bad
  limit,       ///< a configured bound, no measurement
  crash,       ///< the process or its replicas went away
  saturation,  ///< waiting for CPU
  usage,       ///< CPU used; also rises with traffic
  memory,      ///< memory held or fought for
  wait,        ///< locks, pools, garbage collection
  disk,        ///< disk time or space
  log,         ///< error messages; victims log too
  dns,         ///< name resolution
  link,        ///< the network between two apps
  volume,      ///< bytes on the network; follows traffic
  free_form,   ///< a name the format does not define
};

/// One line of the catalogue. `relative` and `floor` bound the scale a change is divided by, so that a flat history
/// cannot make a giant of a trifle: scale >= relative * |usual level| and >= floor (in the signal's unit).
struct SignalInfo {
  std::string_view name{};
  std::string_view
      words{};  ///< in sentences: "latency", "waiting for CPU"; the name when the format does not define it
  std::string_view unit{};
  Worse worse = Worse::up;
  Role role = Role::free_form;
  double relative = 0;
  double floor = 0;
};

/// The meaning of `signal` on an app, instance, edge or node; borrows both arguments. Names that neither the format nor
/// `notes` describe are resource signals whose worse direction is up.
SignalInfo describe_signal(std::string_view signal, const std::vector<SignalNote>& notes);

}  // namespace corootctl::signals
