#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/sql/do_block.h"
#include "compiler/sql/lower.h"
#include "compiler/sql/pg_definitions.h"
#include "compiler/sql/query.h"

namespace migc::sql {
namespace {

using namespace ir;  // NOLINT: all that is made here.

/// Statements that change neither the schema nor rows, as far as it is modelled.
bool is_harmless(std::string_view kind) {
  static constexpr std::array names{"AlterCollationStmt",
                                    "AlterDatabaseRefreshCollStmt",
                                    "AlterDatabaseSetStmt",
                                    "AlterDatabaseStmt",
                                    "AlterDefaultPrivilegesStmt",
                                    "AlterDomainStmt",
                                    "AlterEventTrigStmt",
                                    "AlterExtensionContentsStmt",
                                    "AlterExtensionStmt",
                                    "AlterFdwStmt",
                                    "AlterForeignServerStmt",
                                    "AlterFunctionStmt",
                                    "AlterObjectDependsStmt",
                                    "AlterOpFamilyStmt",
                                    "AlterOperatorStmt",
                                    "AlterOwnerStmt",
                                    "AlterPolicyStmt",
                                    "AlterPublicationStmt",
                                    "AlterRoleSetStmt",
                                    "AlterRoleStmt",
                                    "AlterSeqStmt",
                                    "AlterStatsStmt",
                                    "AlterSubscriptionStmt",
                                    "AlterSystemStmt",
                                    "AlterTSConfigurationStmt",
                                    "AlterTSDictionaryStmt",
                                    "AlterTableSpaceOptionsStmt",
                                    "AlterTypeStmt",
                                    "AlterUserMappingStmt",
                                    "CheckPointStmt",
                                    "ClosePortalStmt",
                                    "ClusterStmt",
                                    "ConstraintsSetStmt",
                                    "CreateAmStmt",
                                    "CreateCastStmt",
                                    "CreateConversionStmt",
                                    "CreateEventTrigStmt",
                                    "CreateExtensionStmt",
                                    "CreateFdwStmt",
                                    "CreateForeignServerStmt",
                                    "CreateFunctionStmt",
                                    "CreateOpClassStmt",
                                    "CreateOpFamilyStmt",
                                    "CreatePLangStmt",
                                    "CreatePolicyStmt",
                                    "CreatePublicationStmt",
                                    "CreateRoleStmt",
                                    "CreateStatsStmt",
                                    "CreateSubscriptionStmt",
                                    "CreateTableSpaceStmt",
                                    "CreateTransformStmt",
                                    "CreateTrigStmt",
                                    "CreateUserMappingStmt",
                                    "CreatedbStmt",
                                    "DeallocateStmt",
                                    "DeclareCursorStmt",
                                    "DefineStmt",
                                    "DiscardStmt",
                                    "DropOwnedStmt",
                                    "DropRoleStmt",
                                    "DropSubscriptionStmt",
                                    "DropTableSpaceStmt",
                                    "DropUserMappingStmt",
                                    "DropdbStmt",
                                    "ExplainStmt",
                                    "FetchStmt",
                                    "GrantRoleStmt",
                                    "GrantStmt",
                                    "ListenStmt",
                                    "LoadStmt",
                                    "LockStmt",
                                    "NotifyStmt",
                                    "PrepareStmt",
                                    "ReassignOwnedStmt",
                                    "RefreshMatViewStmt",
                                    "ReindexStmt",
                                    "RuleStmt",
                                    "SecLabelStmt",
                                    "TransactionStmt",
                                    "UnlistenStmt",
                                    "VacuumStmt",
                                    "VariableSetStmt",
                                    "VariableShowStmt"};
  return std::ranges::find(names, kind) != names.end();
}

/// Functions of the server that a bare SELECT may call without changing the schema. What a project
/// or an extension defines may do anything.
bool is_known_function(const std::vector<std::string>& name) {
  static constexpr std::array names{"array_agg",
                                    "coalesce",
                                    "concat",
                                    "count",
                                    "currval",
                                    "format",
                                    "lastval",
                                    "length",
                                    "lower",
                                    "max",
                                    "min",
                                    "nextval",
                                    "now",
                                    "random",
                                    "round",
                                    "set_config",
                                    "setval",
                                    "string_agg",
                                    "sum",
                                    "to_char",
                                    "to_regclass",
                                    "to_regtype",
                                    "upper",
                                    "version",
                                    "current_setting",
                                    "gen_random_uuid",
                                    "has_table_privilege",
                                    "clock_timestamp",
                                    "setseed",
                                    "to_json",
                                    "obj_description"};
  if (name.empty()) return false;
  if (name.size() == 2 && name.front() == "pg_catalog") return true;
  if (name.size() != 1) return false;
  return name.back().starts_with("pg_") || std::ranges::find(names, name.back()) != names.end();
}

/// ALTER TABLE subcommands that say nothing of columns or constraints.
bool is_harmless_command(std::string_view kind) {
  static constexpr std::array names{"AT_AddOf",
                                    "AT_AlterConstraint",
                                    "AT_AlterColumnGenericOptions",
                                    "AT_AttachPartition",
                                    "AT_ChangeOwner",
                                    "AT_ClusterOn",
                                    "AT_DetachPartition",
                                    "AT_DetachPartitionFinalize",
                                    "AT_DisableRowSecurity",
                                    "AT_DisableRule",
                                    "AT_DisableTrig",
                                    "AT_DisableTrigAll",
                                    "AT_DisableTrigUser",
                                    "AT_DropCluster",
                                    "AT_DropOf",
                                    "AT_EnableAlwaysRule",
                                    "AT_EnableAlwaysTrig",
                                    "AT_EnableReplicaRule",
                                    "AT_EnableReplicaTrig",
                                    "AT_EnableRowSecurity",
                                    "AT_EnableRule",
                                    "AT_EnableTrig",
                                    "AT_EnableTrigAll",
                                    "AT_EnableTrigUser",
                                    "AT_ForceRowSecurity",
                                    "AT_GenericOptions",
                                    "AT_NoForceRowSecurity",
                                    "AT_ReplaceRelOptions",
                                    "AT_ReplicaIdentity",
                                    "AT_ResetOptions",
                                    "AT_ResetRelOptions",
                                    "AT_SetAccessMethod",
                                    "AT_SetCompression",
                                    "AT_SetLogged",
                                    "AT_SetOptions",
                                    "AT_SetRelOptions",
                                    "AT_SetStatistics",
                                    "AT_SetStorage",
                                    "AT_SetTableSpace",
                                    "AT_SetUnLogged",
                                    "AT_ValidateConstraint"};
  return std::ranges::find(names, kind) != names.end();
}

bool cascades(const PgNode& node) { return node.text("behavior") == "DROP_CASCADE"; }

/// The name in the forms that objects have: a list, a type name, a string.
TableName object_name(const PgNode& object) {
  if (object.is("TypeName")) return qualified(object.inner().list("names"));
  if (object.is("List")) return qualified(object.inner().list("items"));
  if (object.is("String")) return {"", object.inner().text("sval")};
  return qualified(object.items);
}

class Lowering {
 public:
  Lowering(std::string_view sql, const Origin& where)
      : text_(sql), where_(where), placed_(where.where.end - where.where.begin == sql.size()) {}

  Lowered run(const PgNode& tree) {
    for (const PgNode& raw : tree.list("stmts")) {
      const auto begin =
          static_cast<std::size_t>(std::max<std::int64_t>(raw["stmt_location"].number, 0));
      const auto length = static_cast<std::size_t>(raw["stmt_len"].number);
      begin_ = text_.word_at(begin);
      end_ = length == 0 ? text_.size() : text_.word_at(begin + length);
      origin_ = place();
      statement(raw["stmt"]);
    }
    return std::move(result_);
  }

 private:
  /// Within a text that stands as it is in its source, a statement has a place of its own.
  Origin place() const {
    if (!placed_ || begin_ >= end_) return where_;
    Span span = where_.where;
    span.end = span.begin + static_cast<std::uint32_t>(text_[end_ - 1].end());
    span.begin += static_cast<std::uint32_t>(text_[begin_].at);
    return {span, where_.in_revision == where_.where ? span : where_.in_revision};
  }

  PgDefinitions definitions() const { return {text_, origin_}; }
  void add(Action action) {
    result_.effects.push_back({.origin = origin_, .action = std::move(action)});
  }
  void unread() { result_.understood = false; }

  void statement(const PgNode& node) {
    const std::string_view kind = node.kind();
    const PgNode& s = node.inner();
    if (is_harmless(kind)) return;
    if (kind == "CreateStmt" || kind == "CreateForeignTableStmt") return create_table(kind, s);
    if (kind == "AlterTableStmt") return alter_table(s);
    if (kind == "DropStmt") return drop(s);
    if (kind == "RenameStmt") return rename(s);
    if (kind == "AlterObjectSchemaStmt") return set_schema(s);
    if (kind == "IndexStmt") {
      return add(CreateIndex{definitions().index(s), s.flag("if_not_exists")});
    }
    if (kind == "CreateEnumStmt") return create_enum(s);
    if (kind == "AlterEnumStmt") return alter_enum(s);
    if (kind == "CreateDomainStmt") return create_domain(s);
    if (kind == "CompositeTypeStmt") return named_type(table_name(s["typevar"]));
    if (kind == "CreateRangeStmt") return named_type(qualified(s.list("typeName")));
    if (kind == "CreateSeqStmt") return create_sequence(s);
    if (kind == "ViewStmt") {
      return add(CreateView{table_name(s["view"]), query_text(), s.flag("replace"), false, false});
    }
    if (kind == "CreateTableAsStmt") return create_table_as(s);
    if (kind == "CreateSchemaStmt") return create_schema(s);
    if (kind == "CommentStmt") return comment(s);
    if (kind == "TruncateStmt") return truncate(s);
    if (kind == "InsertStmt") return insert(s);
    if (kind == "UpdateStmt") return update(s);
    if (kind == "DeleteStmt") return erase(s);
    if (kind == "MergeStmt")
      return add(InsertSelect{.table = table_name(s["relation"]), .select = {}});
    if (kind == "CopyStmt") return copy(s);
    if (kind == "SelectStmt") return select(s);
    if (kind == "DoStmt") return anonymous_block(s);
    unread();
  }

  void anonymous_block(const PgNode& node) {
    std::string body;
    for (const PgNode& argument : node.list("args")) {
      const PgNode& element = argument.inner();
      if (element.text("defname") == "as") body = element["arg"].inner().text("sval");
    }
    const std::optional<std::vector<BlockStatement>> statements = read_block(body);
    if (!statements) return unread();
    for (const BlockStatement& statement : *statements) {
      Diagnostics unheard;
      Lowered one = lower_postgresql(statement.text, where_, unheard);
      if (!one.understood) unread();
      for (Operation& effect : one.effects) {
        effect.possible = effect.possible || statement.possible ||
                          (statement.if_needed && !only_if_needed(effect.action));
        result_.effects.push_back(std::move(effect));
      }
    }
  }
  /// False: the statement has no form that says so.
  static bool only_if_needed(Action& action) {
    return std::visit(
        [](auto& a) {
          if constexpr (requires { a.if_not_exists = true; }) {
            a.if_not_exists = true;
            return true;
          } else if constexpr (requires { a.if_exists = true; }) {
            a.if_exists = true;
            return true;
          } else {
            return false;
          }
        },
        action);
  }

  // ---- tables

  void create_table(std::string_view kind, const PgNode& node) {
    const PgNode& create = kind == "CreateStmt" ? node : node["base_stmt"];
    add(CreateTable{definitions().table(create), create.flag("if_not_exists")});
  }

  void create_table_as(const PgNode& node) {
    const TableName name = table_name(node["into"]["rel"]);
    if (node.text("objtype") == "OBJECT_MATVIEW") {
      add(CreateView{name, query_text(), false, true, node.flag("if_not_exists")});
    } else {
      created_by_query(name, node.flag("if_not_exists"));
    }
  }
  /// Its columns are those of a query, which is not read.
  void created_by_query(const TableName& name, bool if_not_exists) {
    CreateTable create{{.name = name}, if_not_exists};
    create.table.options.items = {{"unread", {true}}, {"filled", {true}}};
    create.table.origin = origin_;
    add(std::move(create));
  }
  /// The text behind AS.
  std::string query_text() const {
    const std::size_t depth = begin_ < text_.size() ? text_[begin_].depth : 0;
    return text_.between(text_.find("AS", begin_, end_, depth) + 1, end_);
  }

  void alter_table(const PgNode& node) {
    const std::string& object = node.text("objtype");
    if (object != "OBJECT_TABLE" && object != "OBJECT_FOREIGN_TABLE") {
      if (object == "OBJECT_VIEW" || object == "OBJECT_MATVIEW") return;
      if (object == "OBJECT_INDEX" || object == "OBJECT_SEQUENCE" || object == "OBJECT_TYPE")
        return;
      return unread();
    }
    for (const PgNode& command : node.list("cmds")) {
      alter(table_name(node["relation"]), command.inner());
    }
  }

  void alter(const TableName& table, const PgNode& command) {
    const std::string& kind = command.text("subtype");
    const std::string& name = command.text("name");
    const PgNode& definition = command["def"].inner();
    AlterColumn change{.table = table, .column = name};
    if (kind == "AT_AddColumn") {
      AddColumn added{.table = table};
      added.column = definitions().column(definition, added.constraints);
      added.if_not_exists = command.flag("missing_ok");
      added.inline_primary_key = added.column.primary_key;
      add(std::move(added));
    } else if (kind == "AT_DropColumn") {
      add(DropColumn{table, name, command.flag("missing_ok"), cascades(command), {}});
    } else if (kind == "AT_AlterColumnType") {
      change.type = definitions().type(definition["typeName"]);
      if (definition["raw_default"]) {
        change.using_expression =
            plain_text(definitions().expression_after("USING", definition["raw_default"]));
      }
      add(std::move(change));
    } else if (kind == "AT_SetNotNull" || kind == "AT_DropNotNull") {
      change.nullable = kind == "AT_DropNotNull";
      add(std::move(change));
    } else if (kind == "AT_ColumnDefault") {
      change.server_default.emplace();
      if (command["def"]) {
        *change.server_default = definitions().expression_after("DEFAULT", command["def"]);
      }
      add(std::move(change));
    } else if (kind == "AT_AddIdentity") {
      change.server_default = Default(definitions().identity(definition));
      add(std::move(change));
    } else if (kind == "AT_DropIdentity" || kind == "AT_DropExpression") {
      change.server_default.emplace();
      add(std::move(change));
    } else if (kind == "AT_SetIdentity") {
      // Its options change, and that it is one stays.
    } else if (kind == "AT_AddConstraint") {
      if (auto made = definitions().constraint(definition, "")) {
        add(AddConstraint{table, std::move(*made)});
      }
    } else if (kind == "AT_DropConstraint") {
      add(DropConstraint{.table = table,
                         .name = {name},
                         .if_exists = command.flag("missing_ok"),
                         .cascade = cascades(command)});
    } else if (!is_harmless_command(kind)) {
      unread();
    }
  }

  void rename(const PgNode& node) {
    const std::string& kind = node.text("renameType");
    const TableName table = table_name(node["relation"]);
    const std::string& name = node.text("newname");
    if (kind == "OBJECT_TABLE" || kind == "OBJECT_VIEW" || kind == "OBJECT_MATVIEW" ||
        kind == "OBJECT_FOREIGN_TABLE") {
      add(RenameTable{table, name, std::nullopt});
    } else if (kind == "OBJECT_COLUMN") {
      const std::string& of = node.text("relationType");
      if (of == "OBJECT_TABLE" || of == "OBJECT_FOREIGN_TABLE") {
        add(AlterColumn{.table = table, .column = node.text("subname"), .new_name = name});
      }
    } else if (kind == "OBJECT_INDEX") {
      add(RenameIndex{{table.name}, table.schema, name});
    } else if (kind == "OBJECT_TABCONSTRAINT") {
      add(RenameConstraint{table, node.text("subname"), name});
    } else if (kind == "OBJECT_TYPE" || kind == "OBJECT_DOMAIN") {
      add(AlterType{.name = object_name(node["object"]), .new_name = name});
    } else if (kind == "OBJECT_SEQUENCE" || kind == "OBJECT_SCHEMA") {
      unread();
    }
  }

  void set_schema(const PgNode& node) {
    const std::string& kind = node.text("objectType");
    const std::string& schema = node.text("newschema");
    if (kind == "OBJECT_TABLE" || kind == "OBJECT_VIEW" || kind == "OBJECT_MATVIEW") {
      const TableName table = table_name(node["relation"]);
      add(RenameTable{table, table.name, schema});
    } else if (kind == "OBJECT_TYPE" || kind == "OBJECT_DOMAIN") {
      add(AlterType{.name = object_name(node["object"]), .new_schema = schema});
    } else if (kind == "OBJECT_SEQUENCE") {
      unread();
    }
  }

  void drop(const PgNode& node) {
    const std::string& kind = node.text("removeType");
    const bool if_exists = node.flag("missing_ok"), cascade = cascades(node);
    for (const PgNode& object : node.list("objects")) {
      const TableName name = object_name(object);
      if (kind == "OBJECT_TABLE" || kind == "OBJECT_FOREIGN_TABLE") {
        add(DropTable{name, if_exists, cascade, {}});
      } else if (kind == "OBJECT_INDEX") {
        DropIndex index{.name = {name.name}, .schema = name.schema, .if_exists = if_exists};
        index.cascade = cascade;
        if (node.flag("concurrent")) index.options.items = {{"postgresql_concurrently", {true}}};
        add(std::move(index));
      } else if (kind == "OBJECT_VIEW" || kind == "OBJECT_MATVIEW") {
        add(DropView{name, kind == "OBJECT_MATVIEW", if_exists, cascade});
      } else if (kind == "OBJECT_SEQUENCE") {
        add(DropSequence{name, if_exists, cascade});
      } else if (kind == "OBJECT_TYPE" || kind == "OBJECT_DOMAIN") {
        add(DropType{name, kind == "OBJECT_DOMAIN", if_exists, cascade});
      } else if (kind == "OBJECT_SCHEMA") {
        add(DropSchema{name.name, if_exists, cascade});
      } else if (cascade) {
        unread();  // What depends on a function or an extension goes with it.
      }
    }
  }

  // ---- types, sequences, schemas, comments

  void create_enum(const PgNode& node) {
    const TableName name = qualified(node.list("typeName"));
    Enum enumeration{.values = strings(node.list("vals")), .name = {name.name}};
    enumeration.schema = name.schema;
    add(CreateType{{.kind = std::move(enumeration)}, "", false});
  }
  void alter_enum(const PgNode& node) {
    AlterType alter{.name = qualified(node.list("typeName"))};
    if (!node.text("oldVal").empty()) {
      alter.rename_value = {node.text("oldVal"), node.text("newVal")};
    } else {
      alter.add_value = node.text("newVal");
      if (const std::string& neighbor = node.text("newValNeighbor"); !neighbor.empty()) {
        (node.flag("newValIsAfter") ? alter.after : alter.before) = neighbor;
      }
      alter.if_not_exists = node.flag("skipIfNewValExists");
    }
    add(std::move(alter));
  }
  void create_domain(const PgNode& node) {
    const TableName name = qualified(node.list("domainname"));
    Domain domain;
    domain.name.text = name.name;
    domain.schema = name.schema;
    domain.base = definitions().type(node["typeName"]);
    for (const PgNode& constraint : node.list("constraints")) {
      const PgNode& inner = constraint.inner();
      const std::string& kind = inner.text("contype");
      if (kind == "CONSTR_NOTNULL") domain.not_null = true;
      if (kind == "CONSTR_DEFAULT") {
        domain.default_value =
            Box<Expr>(definitions().expression_after("DEFAULT", inner["raw_expr"]));
      }
      if (kind != "CONSTR_CHECK") continue;
      domain.constraint_name.text = inner.text("conname");
      const auto [from, to] = text_.parenthesized(text_.word_at(offset_of(inner)));
      domain.check = Box<Expr>(raw_sql(text_.between(from, to)));
    }
    add(CreateType{{.kind = std::move(domain)}, "", false});
  }
  void named_type(const TableName& name) {
    add(CreateType{{.kind = Named{fmt::format("{}", name)}}, query_text(), false});
  }
  void create_sequence(const PgNode& node) {
    add(CreateSequence{table_name(node["sequence"]), definitions().sequence(node.list("options")),
                       std::nullopt, node.flag("if_not_exists")});
  }
  void create_schema(const PgNode& node) {
    const std::string& name = node.text("schemaname");
    add(CreateSchema{name.empty() ? node["authrole"].text("rolename") : name,
                     node.flag("if_not_exists")});
    if (!node.list("schemaElts").empty()) unread();  // Unqualified names mean that schema here.
  }
  void comment(const PgNode& node) {
    const std::string& kind = node.text("objtype");
    const std::optional<std::string> text =
        node["comment"] ? std::optional(node.text("comment")) : std::nullopt;
    if (kind == "OBJECT_TABLE") {
      add(CommentTable{object_name(node["object"]), text, std::nullopt});
    } else if (kind == "OBJECT_COLUMN") {
      std::vector<PgNode> names = node["object"].inner().list("items");
      if (names.size() < 2) return;
      AlterColumn change{.column = strings({names.back()}).front()};
      names.pop_back();
      change.table = qualified(names);
      change.comment = text;
      add(std::move(change));
    }
  }

  // ---- data

  void truncate(const PgNode& node) {
    Truncate truncate;
    for (const PgNode& relation : node.list("relations")) {
      truncate.tables.push_back(table_name(relation));
    }
    truncate.cascade = cascades(node);
    truncate.restart_identity = node.flag("restart_seqs");
    add(std::move(truncate));
  }

  /// Statements within WITH may change rows too, and come first.
  void common_tables(const PgNode& node) {
    for (const PgNode& table : node["withClause"].list("ctes")) {
      const PgNode& query = table.inner()["ctequery"];
      if (query.is("SelectStmt")) continue;
      nested_ = true;
      statement(query);
      nested_ = false;
    }
  }

  void insert(const PgNode& node) {
    common_tables(node);
    std::vector<std::string> columns;
    for (const PgNode& column : node.list("cols")) columns.push_back(column.inner().text("name"));
    std::optional<OnConflict> conflict;
    if (const PgNode& clause = node["onConflictClause"]) {
      conflict.emplace();
      conflict->dialect = "postgresql";
      conflict->update = clause.text("action") == "ONCONFLICT_UPDATE";
      conflict->constraint = clause["infer"].text("conname");
      for (const PgNode& element : clause["infer"].list("indexElems")) {
        conflict->columns.push_back(element.inner().text("name"));
      }
    }
    const PgNode& query = node["selectStmt"].inner();
    const TableName table = table_name(node["relation"]);
    if (query && query.list("valuesLists").empty()) {
      const std::size_t at = begin_ < text_.size() ? text_[begin_].depth : 0;
      Select select;
      const std::size_t keyword = std::min(text_.find("SELECT", begin_, end_, at),
                                           text_.find("WITH", begin_ + 1, end_, at));
      const std::size_t conflicts = text_.find("CONFLICT", keyword, end_, at);  // ON CONFLICT
      const std::size_t end = std::min(conflicts < end_ ? conflicts - 1 : end_,
                                       text_.find("RETURNING", keyword, end_, at));
      const std::string written = text_.between(keyword, end);
      if (const std::optional<Select> read = read_query(written, "postgresql")) select = *read;
      select.raw = Box<Expr>(raw_sql(written));
      add(InsertSelect{.table = table,
                       .columns = std::move(columns),
                       .select = std::move(select),
                       .on_conflict = std::move(conflict)});
      return;
    }
    InsertRows rows{.table = table, .columns = std::move(columns)};
    rows.default_values = !query;
    rows.on_conflict = std::move(conflict);
    insert_values(query, rows);
    add(std::move(rows));
  }
  void insert_values(const PgNode& query, InsertRows& rows) const {
    const std::size_t depth = begin_ < text_.size() ? text_[begin_].depth : 0;
    std::size_t at = text_.find("VALUES", begin_, end_, depth);
    for (const PgNode& list : query.list("valuesLists")) {
      const auto [from, to] = text_.parenthesized(at);
      const auto pieces = text_.items(from, to);
      std::vector<Expr>& row = rows.rows.emplace_back();
      std::size_t i = 0;
      for (const PgNode& item : list.inner().list("items")) {
        const auto [first, last] = i < pieces.size() ? pieces[i] : std::pair(to, to);
        row.push_back(definitions().value(item, first, last));
        ++i;
      }
      at = to;
    }
  }

  /// The text of the statement's own WHERE; that of a statement within WITH is not cut out.
  std::optional<Expr> condition(const PgNode& node) const {
    if (!node["whereClause"]) return std::nullopt;
    if (nested_) return raw_sql("");
    const std::size_t depth = begin_ < text_.size() ? text_[begin_].depth : 0;
    const std::size_t where = text_.find("WHERE", begin_, end_, depth);
    const std::size_t end = text_.find("RETURNING", where, end_, depth);
    return raw_sql(text_.between(where + 1, end));
  }
  static std::vector<FromItem> sources(const std::vector<PgNode>& clause,
                                       std::string_view fallback) {
    std::vector<FromItem> items;
    for (const PgNode& node : clause) {
      if (node.is("RangeVar")) {
        items.push_back({TableRef{table_name(node), node.inner()["alias"].text("aliasname")}});
      } else {
        items.push_back({RawFrom{raw_sql(std::string(fallback))}});
      }
    }
    return items;
  }
  static TableRef target(const PgNode& node) {
    return {table_name(node["relation"]), node["relation"]["alias"].text("aliasname")};
  }

  void update(const PgNode& node) {
    common_tables(node);
    Update update{.table = target(node)};
    const std::size_t depth = begin_ < text_.size() ? text_[begin_].depth : 0;
    const std::size_t set = text_.find("SET", begin_, end_, depth);
    const std::size_t end =
        std::min({text_.find("FROM", set, end_, depth), text_.find("WHERE", set, end_, depth),
                  text_.find("RETURNING", set, end_, depth)});
    const auto pieces = text_.items(set + 1, end);
    std::size_t i = 0;
    for (const PgNode& item : node.list("targetList")) {
      const PgNode& assignment = item.inner();
      ColumnRef column;
      column.column = assignment.text("name");
      const auto [first, last] = i < pieces.size() ? pieces[i] : std::pair(end, end);
      const std::size_t equals = text_.find("=", first, last, depth);
      update.assignments.push_back(
          {Expr{std::move(column)}, definitions().value(assignment["val"], equals + 1, last)});
      ++i;
    }
    update.from = sources(node.list("fromClause"), "…");
    update.where = condition(node);
    add(std::move(update));
  }
  void erase(const PgNode& node) {
    common_tables(node);
    Delete gone{.table = target(node)};
    gone.using_tables = sources(node.list("usingClause"), "…");
    gone.where = condition(node);
    add(std::move(gone));
  }
  void copy(const PgNode& node) {
    if (!node.flag("is_from")) return;
    add(InsertSelect{.table = table_name(node["relation"]), .select = {}});
  }
  void select(const PgNode& node) {
    common_tables(node);
    if (const PgNode& into = node["intoClause"])
      return created_by_query(table_name(into["rel"]), false);
    if (!node.list("fromClause").empty()) return;
    for (const PgNode& target : node.list("targetList")) {
      const PgNode& value = target.inner()["val"];
      if (!value.is("FuncCall")) continue;
      const std::vector<std::string> name = strings(value.inner().list("funcname"));
      if (!is_known_function(name) && !geometry_column(name, value.inner().list("args"))) unread();
    }
  }
  /// PostGIS: AddGeometryColumn([[catalog,] schema,] table, column, srid, type, dimension) and
  /// DropGeometryColumn([[catalog,] schema,] table, column).
  bool geometry_column(const std::vector<std::string>& function,
                       const std::vector<PgNode>& arguments) {
    const bool adds = function.back() == "addgeometrycolumn";
    if (!adds && function.back() != "dropgeometrycolumn") return false;
    std::vector<std::string> names;
    std::size_t at = 0;
    const auto text = [&](std::size_t i) -> std::string {
      if (i >= arguments.size() || !arguments[i].is("A_Const")) return "";
      return arguments[i].inner()["sval"].text("sval");
    };
    for (; !text(at).empty(); ++at) names.push_back(text(at));
    if (names.size() < 2 || names.size() > 4) return false;
    const std::string column = names.back();
    const TableName table{names.size() > 2 ? names[names.size() - 3] : "", names[names.size() - 2]};
    if (!adds) {
      if (at != arguments.size()) return false;
      add(DropColumn{.table = table, .column = column});
      return true;
    }
    const std::string kind = text(at + 1);
    const auto number = [&](std::size_t i) -> std::optional<std::int64_t> {
      if (i >= arguments.size() || !arguments[i].is("A_Const")) return std::nullopt;
      return arguments[i].inner()["ival"]["ival"].number;
    };
    const auto srid = number(at), dimension = number(at + 2);
    if (kind.empty() || !srid || dimension != 2 || at + 3 != arguments.size()) return false;
    Column made;
    made.name = column;
    made.type.kind = Named{fmt::format("geometry({},{})", kind, *srid)};
    add(AddColumn{.table = table, .column = std::move(made)});
    return true;
  }

  PgText text_;
  Origin where_, origin_;
  bool placed_, nested_ = false;
  std::size_t begin_ = 0, end_ = 0;  // The words of the statement at hand.
  Lowered result_;
};

void report(std::string_view sql, const PgError& error, const Origin& where,
            Diagnostics& diagnostics) {
  Span span = where.where;
  if (span.end - span.begin == sql.size()) {
    span.begin += static_cast<std::uint32_t>(std::min(error.offset, sql.size()));
    span.end = std::min(span.end, span.begin + 1);
  }
  diagnostics.warning("invalid-sql", span, "PostgreSQL cannot read this: {}", error.message)
      .note("what it changes is unknown from here on");
}

}  // namespace

Lowered lower_postgresql(std::string_view sql, const Origin& where, Diagnostics& diagnostics) {
  if (trim(sql).empty()) return {};
  const std::string text(sql);
  const PgResult whole = parse_postgresql(text);
  if (!whole.error) return Lowering(text, where).run(whole.tree);

  // One statement that cannot be read hides none of the others.
  const std::vector<std::string_view> statements = split_statements(text, syntax_of("postgresql"));
  Lowered result;
  result.understood = false;
  report(text, *whole.error, where, diagnostics);
  if (statements.size() < 2) return result;
  for (const std::string_view statement : statements) {
    const std::string one(statement);
    const PgResult parsed = parse_postgresql(one);
    if (parsed.error) continue;
    Lowered lowered = Lowering(one, where).run(parsed.tree);
    std::ranges::move(lowered.effects, std::back_inserter(result.effects));
  }
  return result;
}

}  // namespace migc::sql
