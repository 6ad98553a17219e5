/// What the top of the page says: within ten seconds it has to be clear what, where, since when, how sure, what to do.
#pragma once

#include "document/value.hpp"
#include "rca/answer.hpp"
#include "signals/snapshot.hpp"

namespace corootctl::report {

/// {title, scope, status, status_class, claim, because, has_facts, facts: [{class, label, value, note}], first_step}.
document::Object headline_value(const rca::Answer& answer, const signals::Snapshot& snapshot);

/// The first alarm of the app that the story is told from; null when it raised none.
const signals::Incident* first_alarm(const rca::Answer& answer, const signals::Snapshot& snapshot);

/// {text, command}: a step of next_steps, the command apart from the words around it; either may be null.
document::Value step_value(const std::string& step);

}  // namespace corootctl::report
