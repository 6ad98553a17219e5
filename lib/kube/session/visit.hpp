/// Several readers of one cluster at once, as one visit.
#pragma once

#include <cstddef>
#include <memory>

#include "kube/session/session.hpp"

namespace corootctl::kube {

/// Connections of one visit, which HTTP/1.1 makes the requests under way. One more costs two round trips (TCP and TLS)
/// and some 2 ms of a core before its first request, so whoever waits for a second turn is not later than with an own.
inline constexpr std::size_t requests_of_visit = 4;

/// A session for all readers of one dry run. Nothing but dry runs can be written (dry_only); at most `most_at_once`
/// requests are under way, the others wait for their turn; and each thing is read once: an equal GET gets the answer of
/// the first one, also of one that is still under way. Whatever the server refuses to write forgets these answers,
/// since what it was made from may have moved; a GET that failed is sent again. For as long as one look takes: nobody
/// who waits for a change sees it here.
std::shared_ptr<Session> dry_visit(std::shared_ptr<Session> session, std::size_t most_at_once = requests_of_visit);

}  // namespace corootctl::kube
