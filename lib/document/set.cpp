#include "document/edit.hpp"
#include "document/set_expression.hpp"

namespace corootctl::document {
namespace {

tl::unexpected<Error> refuse(const Assignment& assignment, std::string_view reason) {
  return fail(ErrorKind::usage, "--set {}: character {}: {}", assignment.path_text, assignment.position, reason);
}

/// The place of one step below `parent`, made when it is not there.
Result<Value*> descend(Value& parent, const Step& step, const Assignment& assignment) {
  if (const auto* key = std::get_if<std::string>(&step)) {
    if (!parent.is_null() && !parent.is_object()) {
      return refuse(assignment, fmt::format("\"{}\" needs an object, found {}", *key, parent.kind()));
    }
    return &parent.object()[*key];
  }
  const std::size_t index = std::get<std::size_t>(step);
  if (!parent.is_null() && !parent.is_list()) {
    return refuse(assignment, fmt::format("[{}] needs a list, found {}", index, parent.kind()));
  }
  List& items = parent.list();
  if (index > items.size()) return refuse(assignment, fmt::format("the list has only {} items", items.size()));
  if (index == items.size()) items.emplace_back();
  return &items[index];
}

/// nullptr when the place does not exist.
Value* existing(Value& parent, const Step& step) {
  if (const auto* key = std::get_if<std::string>(&step)) {
    return parent.is_object() ? parent.object().find(*key) : nullptr;
  }
  const std::size_t index = std::get<std::size_t>(step);
  return index < parent.as_list().size() ? &parent.list()[index] : nullptr;
}

void remove(Value& target, const std::vector<Step>& path) {
  Value* parent = &target;
  for (std::size_t i = 0; i + 1 < path.size(); ++i) {
    parent = existing(*parent, path[i]);
    if (!parent) return;
  }
  if (!existing(*parent, path.back())) return;
  if (const auto* key = std::get_if<std::string>(&path.back())) {
    parent->object().erase(*key);
  } else {
    List& items = parent->list();
    items.erase(items.begin() + static_cast<std::ptrdiff_t>(std::get<std::size_t>(path.back())));
  }
}

Result<> assign(Value& target, const Assignment& assignment) {
  Value* place = &target;
  for (const Step& step : assignment.path) {
    CTL_PASS(place, descend(*place, step, assignment));
  }
  *place = assignment.value;
  return {};
}

}  // namespace

Result<> apply_set(Value& target, std::string_view expression) {
  CTL_PASS(const auto assignments, parse_set(expression));
  Value changed = target;  // all or nothing
  for (const Assignment& assignment : assignments) {
    if (assignment.value.is_null()) {
      remove(changed, assignment.path);
    } else if (auto done = assign(changed, assignment); !done) {
      return done;
    }
  }
  target = std::move(changed);
  return {};
}

}  // namespace corootctl::document
