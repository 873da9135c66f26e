#include <algorithm>

#include "compiler/base/match.h"
#include "compiler/library/sqlalchemy/clause_objects.h"
#include "compiler/library/sqlalchemy/events.h"
#include "compiler/library/sqlalchemy/schema.h"
#include "compiler/library/world.h"

namespace migc::library {

using python::Site;
using python::Value;

namespace {

/// The columns of a table under construction, or of one that is only named.
struct Scope {
  const std::vector<std::shared_ptr<Column>>* columns = nullptr;  ///< Null: any name is one.
  const ir::TableName& table;

  const Column* find(std::string_view key) const {
    if (!columns) return nullptr;
    const auto found = std::ranges::find(*columns, key, [](const auto& c) { return c->key; });
    return found == columns->end() ? nullptr : found->get();
  }

  /// The name of a column that a constraint names. Nothing: there is none, which is raised.
  std::optional<std::string> name_of(const Value& value, std::string_view construct,
                                     const Site& site) const {
    if (const Column* column = value.object<Column>()) return column->column.name;
    if (const auto text = value.text()) {
      if (const Column* column = find(*text)) return column->column.name;
      if (!columns) return std::string(*text);
      site.raise("sqlalchemy.exc.ConstraintColumnNotFoundError",
                 fmt::format("Can't create {} on table '{}': no column named '{}' is present.",
                             construct, table.name, *text));
      return std::nullopt;
    }
    if (value.object<ColumnElement>()) {
      const std::optional<ir::Expr> expr = lower_expression(value, site);
      if (!expr) return std::nullopt;
      if (const auto* reference = std::get_if<ir::ColumnRef>(&expr->node)) return reference->column;
    }
    World::of(site).refuse(site, fmt::format("a column of this {} is not known", construct));
    return std::nullopt;
  }

  bool names_of(const std::vector<Value>& values, std::string_view construct,
                std::vector<std::string>& out, const Site& site) const {
    for (const Value& value : values) {
      std::optional<std::string> name = name_of(value, construct, site);
      if (!name) return false;
      out.push_back(std::move(*name));
    }
    return true;
  }
};

bool set_name(ir::ObjectName& out, const SqlName& said, const NamingRules& naming,
              const NamingRules::Subject& subject, const Site& site) {
  std::optional<ir::ObjectName> name = naming.name(said, subject, false, site);
  if (!name) return false;
  out = std::move(*name);
  return true;
}

std::optional<ir::Constraint> build(const ConstraintItem& item, const Scope& scope,
                                    const NamingRules& naming, const Site& site) {
  NamingRules::Subject subject{.kind = "", .table = scope.table};
  const auto named = [&](auto constraint, std::string_view kind) -> std::optional<ir::Constraint> {
    subject.kind = kind;
    if (!set_name(constraint.name, item.name, naming, subject, site)) return std::nullopt;
    return ir::Constraint(std::move(constraint));
  };
  return match(
      item.constraint,
      [&](ir::PrimaryKey key) -> std::optional<ir::Constraint> {
        if (!scope.names_of(item.columns, "PrimaryKeyConstraint", key.columns, site)) {
          return std::nullopt;
        }
        subject.columns = key.columns;
        return named(std::move(key), "pk");
      },
      [&](ir::Unique unique) -> std::optional<ir::Constraint> {
        if (!scope.names_of(item.columns, "UniqueConstraint", unique.columns, site)) {
          return std::nullopt;
        }
        subject.columns = unique.columns;
        return named(std::move(unique), "uq");
      },
      [&](ir::ForeignKey key) -> std::optional<ir::Constraint> {
        if (!scope.names_of(item.columns, "ForeignKeyConstraint", key.columns, site)) {
          return std::nullopt;
        }
        for (std::size_t i = 0; i < item.referents.size(); ++i) {
          std::string column;
          if (!referent_of(item.referents[i], "", key.referred, column, site)) return std::nullopt;
          // `ForeignKey("users")` means the column of the same name.
          if (column.empty() && i < key.columns.size()) column = key.columns[i];
          key.referred_columns.push_back(std::move(column));
        }
        subject.columns = key.columns;
        subject.referred = key.referred;
        subject.referred_columns = key.referred_columns;
        return named(std::move(key), "fk");
      },
      [&](ir::Check check) -> std::optional<ir::Constraint> {
        return named(std::move(check), "ck");
      },
      [&](ir::Exclude exclude) -> std::optional<ir::Constraint> {
        if (scope.columns) {
          for (ir::Exclude::Element& element : exclude.elements) {
            auto* reference = std::get_if<ir::ColumnRef>(&element.expression.node);
            if (!reference) continue;
            if (const Column* column = scope.find(reference->column)) {
              reference->column = column->column.name;
            }
          }
        }
        return named(std::move(exclude), "ex");
      });
}

std::optional<ir::Index> build(const IndexItem& item, const Scope& scope, const NamingRules& naming,
                               const Site& site) {
  ir::Index index{
      .table = scope.table, .unique = item.unique, .options = item.options, .origin = item.origin};
  NamingRules::Subject subject{.kind = "ix", .table = scope.table};
  for (const Value& expression : item.expressions) {
    if (const auto text = expression.text()) {
      const std::optional<std::string> name = scope.name_of(expression, "Index", site);
      if (!name) return std::nullopt;
      const Column* column = scope.find(*text);
      index.elements.push_back(
          {ir::Expr{ir::ColumnRef{.column = *name,
                                  .type = column ? column->type_.type : ir::Type{},
                                  .quote = column ? column->column.quote : std::nullopt}}});
      subject.columns.push_back(*name);
      continue;
    }
    if (const Column* column = expression.object<Column>()) {
      index.elements.push_back({ir::Expr{ir::ColumnRef{.column = column->column.name,
                                                       .type = column->type_.type,
                                                       .quote = column->column.quote}}});
      subject.columns.push_back(column->column.name);
      continue;
    }
    std::optional<ir::Expr> expr = lower_expression(expression, site);
    if (!expr) return std::nullopt;
    if (const std::optional<std::string> text = ir::plain_text(*expr)) {
      subject.columns.push_back(*text);
    } else if (const std::optional<std::string> column = first_column(*expr)) {
      subject.columns.push_back(*column);
    }
    if (const auto* element = expression.object<ColumnElement>()) {
      // `postgresql_ops` names it by its label.
      if (const auto* label = element->node()->as<clause::LabelNode>()) {
        *expr = {ir::Labeled{std::move(*expr), label->name.text}};
      }
    }
    index.elements.push_back({std::move(*expr)});
  }
  if (item.name.text.empty() && subject.columns.empty()) {
    site.raise("sqlalchemy.exc.CompileError", "CREATE INDEX requires that the index have a name");
    return std::nullopt;
  }
  if (!set_name(index.name, item.name, naming, subject, site)) return std::nullopt;
  if (index.name.empty()) {
    site.raise("sqlalchemy.exc.CompileError", "CREATE INDEX requires that the index have a name");
    return std::nullopt;
  }
  return index;
}

/// The constraints that a column brings with it, beside its CHECKs.
bool column_constraints(const Column& column, const Scope& scope, const NamingRules& naming,
                        std::vector<ir::Constraint>& out, const Site& site) {
  const ir::TableName& table = scope.table;
  const std::string& name = column.column.name;
  if (column.unique.value_or(false) && !column.index) {
    ir::Unique unique{.columns = {name}, .origin = column.column.origin};
    const NamingRules::Subject subject{
        .kind = "uq", .table = table, .columns = {name}, .keys = {column.key}};
    if (!set_name(unique.name, {}, naming, subject, site)) return false;
    out.push_back(std::move(unique));
  }
  if (!type_checks(column.type_.type, table, name, naming, out, site)) return false;
  if (!listened_constraints(column.type_, table, name, naming, out, site)) return false;
  for (const std::shared_ptr<ForeignKey>& foreign : column.foreign_keys) {
    ir::ForeignKey key = foreign->key;
    key.columns = {name};
    std::string referred_column;
    if (!referent_of(foreign->target, "", key.referred, referred_column, site)) return false;
    if (referred_column.empty()) referred_column = name;
    key.referred_columns = {referred_column};
    const NamingRules::Subject subject{.kind = "fk",
                                       .table = table,
                                       .columns = {name},
                                       .keys = {column.key},
                                       .referred = key.referred,
                                       .referred_columns = key.referred_columns};
    const SqlName said{key.name.text, key.name.quote, key.name.generated};
    if (!set_name(key.name, said, naming, subject, site)) return false;
    out.push_back(std::move(key));
  }
  return true;
}

/// A column without a type takes that of the column it refers to, when that is known.
void take_referred_type(ir::Column& column, const Column& from, const TableParts& parts,
                        const Site& site) {
  if (!std::holds_alternative<ir::NullType>(column.type.kind)) return;
  for (const std::shared_ptr<ForeignKey>& foreign : from.foreign_keys) {
    if (const Column* target = foreign->target.object<Column>()) {
      column.type = target->type_.type;
      return;
    }
    ir::TableName table;
    std::string name;
    if (!referent_of(foreign->target, "", table, name, site) || table != parts.name) continue;
    for (const std::shared_ptr<Column>& own : parts.columns) {
      if (own->column.name == name) column.type = own->type_.type;
    }
  }
}

}  // namespace

bool type_checks(const ir::Type& type, const ir::TableName& table, std::string_view column,
                 const NamingRules& naming, std::vector<ir::Constraint>& out, const Site& site) {
  const ir::Type& resolved = type.resolved(World::of(site).outside().dialect);
  if (!std::holds_alternative<ir::Boolean>(resolved.kind) &&
      !std::holds_alternative<ir::Enum>(resolved.kind)) {
    return true;
  }
  ir::Check check{.type_of = std::string(column)};
  const ir::ColumnRef reference{.column = std::string(column), .type = resolved};
  std::vector<ir::Expr> values;
  SqlName said;
  if (std::holds_alternative<ir::Boolean>(resolved.kind)) {
    if (!resolved.check_constraint) return true;
    for (const std::int64_t value : {0, 1}) {
      values.push_back({ir::Literal{{value}, {.kind = ir::Integer{}}}});
    }
    said = {resolved.check_name.text, resolved.check_name.quote, resolved.check_name.generated};
  } else {
    const auto& enumeration = std::get<ir::Enum>(resolved.kind);
    if (!enumeration.create_constraint) return true;
    for (const std::string& value : enumeration.values) {
      values.push_back({ir::Literal{{value}, {.kind = ir::String{}}}});
    }
    said = {enumeration.name.text, enumeration.name.quote, enumeration.name.generated};
  }
  check.condition = {ir::BinaryExpr{
      .op = ir::Operator::In,
      .left = Box<ir::Expr>(ir::Expr{reference}),
      .right = Box<ir::Expr>(ir::Expr{
          ir::Group{Box<ir::Expr>(ir::Expr{ir::List{ir::Operator::Comma, std::move(values)}})}}),
      .type = {.kind = ir::Boolean{}}}};
  const NamingRules::Subject subject{
      .kind = "ck", .table = table, .columns = {std::string(column)}};
  std::optional<ir::ObjectName> name = naming.name(said, subject, true, site);
  if (!name) return false;
  check.name = std::move(*name);
  out.push_back(std::move(check));
  return true;
}

bool referent_of(const Value& value, std::string_view default_schema, ir::TableName& table,
                 std::string& column, const Site& site) {
  if (const Column* object = value.object<Column>()) {
    if (object->table) table = object->table->name;
    column = object->column.name;
    return true;
  }
  const auto text = value.text();
  if (!text) {
    if (value.object<ColumnElement>()) {
      const std::optional<ir::Expr> expr = lower_expression(value, site);
      if (!expr) return false;
      if (const auto* reference = std::get_if<ir::ColumnRef>(&expr->node)) {
        table = reference->table;
        column = reference->column;
        return true;
      }
    }
    World::of(site).refuse(site, "the column that this foreign key refers to is not known");
    return false;
  }
  const std::size_t last = text->rfind('.');
  if (last == std::string_view::npos) {
    table = {std::string(default_schema), std::string(*text)};
    column.clear();
    return true;
  }
  column = text->substr(last + 1);
  const std::string_view rest = text->substr(0, last);
  const std::size_t dot = rest.rfind('.');
  if (dot == std::string_view::npos) {
    table = {std::string(default_schema), std::string(rest)};
  } else {
    table = {std::string(rest.substr(0, dot)), std::string(rest.substr(dot + 1))};
  }
  return true;
}

std::optional<ir::Table> build_table(const TableParts& parts, const NamingRules& naming,
                                     const Site& site) {
  ir::Table table{.name = parts.name};
  const Scope scope{&parts.columns, parts.name};
  std::vector<ir::Constraint> written, generated, inline_checks;

  const ConstraintItem* primary = nullptr;
  for (const std::shared_ptr<ConstraintItem>& item : parts.constraints) {
    if (std::holds_alternative<ir::PrimaryKey>(item->constraint)) {
      primary = item.get();
      continue;
    }
    std::optional<ir::Constraint> constraint = build(*item, scope, naming, site);
    if (!constraint) return std::nullopt;
    written.push_back(std::move(*constraint));
  }

  ir::PrimaryKey key;
  if (primary) {
    std::optional<ir::Constraint> built = build(*primary, scope, naming, site);
    if (!built) return std::nullopt;
    key = std::get<ir::PrimaryKey>(std::move(*built));
  } else {
    key.implicit = true;
  }
  const bool said = !key.columns.empty();
  for (const std::shared_ptr<Column>& column : parts.columns) {
    if (!column->column.primary_key || said) continue;
    // A key that columns make up begins with the one that counts up, as MySQL demands of a key.
    const bool first = !primary && column->column.autoincrement == ir::Column::Autoincrement::On &&
                       !std::holds_alternative<ir::Identity>(column->column.server_default);
    key.columns.insert(first ? key.columns.begin() : key.columns.end(), column->column.name);
  }
  if (!primary && !key.columns.empty()) {
    const NamingRules::Subject subject{.kind = "pk", .table = parts.name, .columns = key.columns};
    if (!set_name(key.name, {}, naming, subject, site)) return std::nullopt;
  }

  table.columns.reserve(parts.columns.size());
  for (const std::shared_ptr<Column>& column : parts.columns) {
    ir::Column& made = table.columns.emplace_back(column->column);
    made.type = column->type_.type;
    made.nullable_said = column->nullable_said;
    take_referred_type(made, *column, parts, site);
    if (std::ranges::find(key.columns, made.name) != key.columns.end()) {
      const bool counts = std::holds_alternative<ir::Integer>(made.type.kind) ||
                          std::holds_alternative<ir::Numeric>(made.type.kind) ||
                          std::holds_alternative<ir::Named>(made.type.kind) ||
                          std::holds_alternative<ir::NullType>(made.type.kind);
      if (made.autoincrement == ir::Column::Autoincrement::On && !counts) {
        site.raise("sqlalchemy.exc.ArgumentError",
                   fmt::format("Column type {} on column '{}.{}' is not compatible with "
                               "autoincrement=True",
                               ir::describe(made.type), parts.name.name, made.name));
        return std::nullopt;
      }
      made.primary_key = true;
      if (!column->nullable_said) made.nullable = false;
    }
    for (const std::shared_ptr<ConstraintItem>& item : column->checks) {
      std::optional<ir::Constraint> check = build(*item, scope, naming, site);
      if (!check) return std::nullopt;
      if (auto* inline_check = std::get_if<ir::Check>(&*check)) inline_check->column = made.name;
      inline_checks.push_back(std::move(*check));
    }
    if (!column_constraints(*column, scope, naming, generated, site)) return std::nullopt;
    if (column->index) {
      const IndexItem flag = [&] {
        IndexItem item;
        item.expressions = {Value::text(column->key)};
        item.unique = column->unique.value_or(false);
        item.origin = column->column.origin;
        return item;
      }();
      std::optional<ir::Index> index = build(flag, scope, naming, site);
      if (!index) return std::nullopt;
      table.indexes.push_back(std::move(*index));
    }
  }
  if (primary || !key.columns.empty()) table.constraints.push_back(std::move(key));
  for (auto* list : {&written, &inline_checks, &generated}) {
    for (ir::Constraint& constraint : *list) table.constraints.push_back(std::move(constraint));
  }
  for (const std::shared_ptr<IndexItem>& item : parts.indexes) {
    std::optional<ir::Index> index = build(*item, scope, naming, site);
    if (!index) return std::nullopt;
    table.indexes.push_back(std::move(*index));
  }
  return table;
}

std::optional<ir::Table> table_of(const Table& table, const Site& site) {
  const python::Dict* info = table.info.dictionary();
  if (const Value* why = info ? info->find("_migc_unknown") : nullptr) {
    // A declarative model that was not understood whole.
    World::of(site).refuse(site,
                           fmt::format("the table of `{}` is not known: {}", table.name.name,
                                       why->text().value_or("")),
                           "write its columns with their types");
    return std::nullopt;
  }
  const NamingRules naming(table.metadata ? table.metadata->naming_convention : Value::none());
  std::vector<std::shared_ptr<Column>> created = table.columns;
  std::erase_if(created, [](const std::shared_ptr<Column>& column) { return column->system; });
  std::optional<ir::Table> result =
      build_table({table.name, created, table.constraints, table.indexes}, naming, site);
  if (!result) return result;
  std::vector<std::shared_ptr<Table>> others;
  if (table.metadata) others = table.metadata->all(site);
  for (std::size_t i = 0; i < result->columns.size(); ++i) {
    for (const std::shared_ptr<Table>& other : others) {
      if (other.get() == &table) continue;
      const TableParts parts{other->name, other->columns, {}, {}};
      take_referred_type(result->columns[i], *created[i], parts, site);
    }
  }
  result->comment = table.comment;
  result->prefixes = table.prefixes;
  result->options = table.options;
  result->origin = table.origin;
  return result;
}

std::optional<ir::Constraint> build_constraint(const ConstraintItem& item,
                                               const ir::TableName& table,
                                               const NamingRules& naming, const Site& site) {
  return build(item, Scope{nullptr, table}, naming, site);
}

std::optional<ir::Index> build_index(const IndexItem& item, const ir::TableName& table,
                                     const NamingRules& naming, const Site& site) {
  return build(item, Scope{nullptr, table}, naming, site);
}

namespace {

std::optional<std::string> first_of(const std::vector<ir::Expr>& expressions) {
  for (const ir::Expr& expr : expressions) {
    if (std::optional<std::string> column = first_column(expr)) return column;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> first_column(const ir::Expr& expr) {
  using Result = std::optional<std::string>;
  if (const auto* reference = std::get_if<ir::ColumnRef>(&expr.node)) return reference->column;
  if (const auto* function = std::get_if<ir::Function>(&expr.node)) {
    return first_of(function->arguments);
  }
  if (const auto* unary = std::get_if<ir::Unary>(&expr.node)) return first_column(*unary->operand);
  if (const auto* binary = std::get_if<ir::BinaryExpr>(&expr.node)) {
    Result left = first_column(*binary->left);
    return left ? left : first_column(*binary->right);
  }
  if (const auto* list = std::get_if<ir::List>(&expr.node)) return first_of(list->items);
  if (const auto* group = std::get_if<ir::Group>(&expr.node)) return first_column(*group->inner);
  if (const auto* cast = std::get_if<ir::Cast>(&expr.node)) return first_column(*cast->operand);
  if (const auto* label = std::get_if<ir::Labeled>(&expr.node)) return first_column(*label->inner);
  return std::nullopt;
}

bool sql_text(const Value& value, bool quoted, std::optional<Box<ir::Expr>>& out,
              const python::Call& call) {
  if (quoted) {
    ir::Default made;
    if (!server_default_of(value, made, call)) return false;
    if (auto* expr = std::get_if<ir::Expr>(&made)) out = Box<ir::Expr>(std::move(*expr));
    return true;
  }
  std::optional<ir::Expr> condition = condition_of(value, call);
  if (!condition) return false;
  out = Box<ir::Expr>(std::move(*condition));
  return true;
}

}  // namespace migc::library
