#include "compiler/ir/operation.h"

#include "compiler/base/match.h"

namespace migc::ir {
namespace {

std::string constraint_words(const Constraint& constraint) {
  const std::string kind = match(
      constraint, [](const PrimaryKey&) { return std::string("primary key"); },
      [](const Unique&) { return std::string("unique constraint"); },
      [](const ForeignKey&) { return std::string("foreign key"); },
      [](const Check&) { return std::string("check constraint"); },
      [](const Exclude&) { return std::string("exclude constraint"); });
  const ObjectName& name = name_of(constraint);
  return name.empty() ? kind : fmt::format("{} `{}`", kind, name.text);
}

std::string words(const Action& action) {
  return match(
      action, [](const CreateTable& a) { return fmt::format("create table `{}`", a.table.name); },
      [](const DropTable& a) { return fmt::format("drop table `{}`", a.table); },
      [](const RenameTable& a) {
        return fmt::format("rename table `{}` to `{}`", a.table, a.new_name);
      },
      [](const AddColumn& a) { return fmt::format("add column `{}.{}`", a.table, a.column.name); },
      [](const DropColumn& a) { return fmt::format("drop column `{}.{}`", a.table, a.column); },
      [](const AlterColumn& a) { return fmt::format("alter column `{}.{}`", a.table, a.column); },
      [](const AddConstraint& a) {
        return fmt::format("add {} to `{}`", constraint_words(a.constraint), a.table);
      },
      [](const DropConstraint& a) {
        return fmt::format("drop constraint `{}` of `{}`", a.name.text, a.table);
      },
      [](const CreateIndex& a) {
        if (a.index.name.empty()) return fmt::format("create an index on `{}`", a.index.table);
        return fmt::format("create index `{}` on `{}`", a.index.name.text, a.index.table);
      },
      [](const DropIndex& a) { return fmt::format("drop index `{}`", a.name.text); },
      [](const RenameIndex& a) {
        return fmt::format("rename index `{}` to `{}`", a.name.text, a.new_name);
      },
      [](const RenameConstraint& a) {
        return fmt::format("rename constraint `{}` of `{}` to `{}`", a.name, a.table, a.new_name);
      },
      [](const CommentTable& a) { return fmt::format("comment on table `{}`", a.table); },
      [](const CreateType& a) { return fmt::format("create type {}", describe(a.type)); },
      [](const DropType& a) { return fmt::format("drop type `{}`", a.name); },
      [](const AlterType& a) { return fmt::format("alter type `{}`", a.name); },
      [](const CreateSequence& a) { return fmt::format("create sequence `{}`", a.name); },
      [](const DropSequence& a) { return fmt::format("drop sequence `{}`", a.name); },
      [](const CreateView& a) { return fmt::format("create view `{}`", a.name); },
      [](const DropView& a) { return fmt::format("drop view `{}`", a.name); },
      [](const CreateSchema& a) { return fmt::format("create schema `{}`", a.name); },
      [](const DropSchema& a) { return fmt::format("drop schema `{}`", a.name); },
      [](const InsertRows& a) {
        return fmt::format("insert {} rows into `{}`", a.rows.size(), a.table);
      },
      [](const InsertSelect& a) { return fmt::format("insert into `{}` from a query", a.table); },
      [](const Update& a) { return fmt::format("update `{}`", a.table.table); },
      [](const Delete& a) { return fmt::format("delete from `{}`", a.table.table); },
      [](const Truncate& a) {
        return fmt::format("truncate {}",
                           a.tables.empty() ? "" : fmt::format("`{}`", a.tables.front()));
      },
      [](const Query&) { return std::string("query"); },
      [](const Execute&) { return std::string("execute SQL"); },
      [](const Batch& a) { return fmt::format("batch on `{}`", a.table); },
      [](const Autocommit&) { return std::string("autocommit block"); },
      [](const Note&) { return std::string("script text"); });
}

}  // namespace

Action::Action() = default;
Action::Action(const Action&) = default;
Action::Action(Action&&) noexcept = default;
Action& Action::operator=(const Action&) = default;
Action& Action::operator=(Action&&) noexcept = default;
Action::~Action() = default;

std::string describe(const Operation& operation) { return words(operation.action); }

}  // namespace migc::ir
