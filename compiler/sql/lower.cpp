#include "compiler/sql/lower.h"

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/sql/query.h"
#include "compiler/sql/split.h"
#include "compiler/sql/word_definitions.h"

namespace migc::sql {
namespace {

using namespace ir;  // NOLINT: all that is made here.

/// Beyond this a parse tree costs more memory than it tells; rows are what such texts consist of.
constexpr std::size_t longest_for_parser = 256U * 1024U;

/// Statements that change neither the schema nor rows, by their first word.
bool is_harmless(const Token& first) {
  static constexpr std::string_view words[] = {
      "ANALYZE", "ANALYSE", "BEGIN",   "CHECKPOINT", "CLUSTER", "COMMIT",   "DEALLOCATE", "END",
      "EXPLAIN", "FLUSH",   "GRANT",   "LISTEN",     "LOCK",    "NOTIFY",   "OPTIMIZE",   "PRAGMA",
      "PRINT",   "REFRESH", "REINDEX", "RELEASE",    "REVOKE",  "ROLLBACK", "SAVEPOINT",  "SET",
      "SHOW",    "START",   "UNLOCK",  "USE",        "VACUUM",  "DESCRIBE", "DISCARD"};
  return std::ranges::any_of(words, [&](std::string_view word) { return first.is(word); });
}

Fold fold_of(std::string_view dialect) {
  // Oracle's upper case is what SQLAlchemy spells in lower case.
  return dialect == "postgresql" || dialect == "oracle" ? Fold::Lower : Fold::None;
}

/// Reads the statements that servers have in common, each in its own dialect of them.
class WordLowering {
 public:
  WordLowering(std::string_view statement, std::string_view dialect, const Origin& origin,
               Lowered& out)
      : dialect_(dialect),
        words_(statement, tokenize(statement, syntax_of(dialect)), fold_of(dialect)),
        origin_(origin),
        out_(out) {}

  void run() {
    if (words_.done() || is_harmless(words_.peek())) return;
    if (words_.take("CREATE")) return create();
    if (words_.take("DROP")) return drop();
    if (words_.take("ALTER")) return alter();
    if (words_.take("RENAME TABLE")) return rename_tables();
    if (words_.take("TRUNCATE")) return truncate();
    if (words_.peek().is("INSERT") || words_.peek().is("REPLACE")) return insert();
    if (words_.take("UPDATE")) return update();
    if (words_.take("DELETE")) return erase();
    if (words_.take("COMMENT ON")) return comment();
    if (words_.peek().is("SELECT")) return select();
    unread();
  }

 private:
  void add(Action action) {
    out_.effects.push_back({.origin = origin_, .action = std::move(action)});
  }
  void unread() { out_.understood = false; }
  bool if_exists() { return words_.take("IF EXISTS"); }
  bool if_not_exists() { return words_.take("IF NOT EXISTS"); }

  /// MODIFY states the whole of a column; elsewhere what it leaves unsaid stays.
  bool restates() const { return dialect_ == "mysql" || dialect_ == "mariadb"; }

  // ---- CREATE

  /// ALGORITHM = …, DEFINER = …, SQL SECURITY …
  void skip_to_object() {
    static constexpr std::string_view objects[] = {"VIEW", "TRIGGER", "PROCEDURE", "FUNCTION",
                                                   "EVENT"};
    while (!words_.done() && std::ranges::none_of(objects, [&](std::string_view word) {
      return words_.peek().is(word);
    })) {
      words_.next();
    }
  }
  void create() {
    const bool or_replace = words_.take("OR REPLACE") || words_.take("OR ALTER");
    std::vector<std::string> prefixes;
    bool unique = false, materialized = false;
    while (words_.take_any({"GLOBAL", "LOCAL", "CLUSTERED", "NONCLUSTERED", "FULLTEXT", "SPATIAL",
                            "BITMAP", "FORCE", "EDITIONABLE", "ALGORITHM = UNDEFINED"})) {
    }
    if (words_.take_any({"TEMPORARY", "TEMP"})) prefixes.emplace_back("TEMPORARY");
    if (restates() &&
        (words_.peek().is("ALGORITHM") || words_.peek().is("DEFINER") || words_.peek().is("SQL"))) {
      skip_to_object();
    }
    if (words_.take("UNIQUE")) unique = true;
    while (words_.take_any({"CLUSTERED", "NONCLUSTERED"})) {
    }
    if (words_.take("MATERIALIZED")) materialized = true;
    if (words_.take("TABLE")) return create_table(std::move(prefixes));
    if (words_.take("INDEX")) return create_index(unique);
    if (words_.take("VIEW")) {
      const bool lenient = if_not_exists();
      const TableName name = words_.qualified();
      words_.go_to(words_.find("AS"));
      words_.next();
      return add(CreateView{name, words_.rest(), or_replace, materialized, lenient});
    }
    if (words_.take("SEQUENCE")) {
      const bool lenient = if_not_exists();
      return add(CreateSequence{words_.qualified(), {}, std::nullopt, lenient});
    }
    if (words_.take_any({"SCHEMA", "DATABASE"})) {
      const bool lenient = if_not_exists();
      return add(CreateSchema{words_.name(), lenient});
    }
    static constexpr std::string_view harmless[] = {"FUNCTION",  "PROCEDURE", "PROC",    "TRIGGER",
                                                    "USER",      "ROLE",      "LOGIN",   "EVENT",
                                                    "EXTENSION", "PACKAGE",   "SYNONYM", "DEFINER"};
    if (words_.peek().is("TRIGGER") && trigger()) return;
    for (const std::string_view word : harmless) {
      if (words_.peek().is(word)) return;
    }
    unread();
  }

  void create_table(std::vector<std::string> prefixes) {
    CreateTable create;
    create.if_not_exists = if_not_exists();
    Table& table = create.table;
    table.name = words_.qualified();
    table.prefixes = std::move(prefixes);
    table.origin = origin_;
    std::optional<Words> body = words_.parenthesized();
    bool more = false;  // … than the model says: such a table cannot be restated.
    bool read = body.has_value() && !body->peek().is("SELECT") && !body->peek().is("LIKE");
    while (read && !body->done()) {
      Words item = body->item();
      // Of a key: `ON CONFLICT REPLACE`, and columns that are compared in a way of their own.
      const bool special =
          item.holds("CONFLICT") || item.holds("COLLATE") ||
          (dialect_ == "sqlite" && item.peek().is("PRIMARY") && item.holds("DESC"));
      if (auto constraint = read_constraint(item, origin_)) {
        more = more || special;
        table.constraints.push_back(std::move(*constraint));
      } else if (auto index = read_inline_index(item, table.name, origin_)) {
        table.indexes.push_back(std::move(*index));
      } else if (item.at_name()) {
        const bool rowid = item.peek(1).is("INTEGER");
        table.columns.push_back(read_column(item, origin_, table.constraints));
        if (dialect_ == "sqlite") keep_null_in_key(table.columns.back(), rowid);
      } else {
        read = false;
      }
    }
    const bool filled = words_.find("SELECT") != words_.end();
    if (!read || filled) table.options.items.push_back({"unread", {true}});
    if (filled || !body) table.options.items.push_back({"filled", {true}});
    for (Column& column : table.columns) {
      more = more || column.options.flag("unmodelled");
      const auto counts = std::ranges::find(column.options.items, "sqlite_autoincrement",
                                            &std::pair<std::string, OptionValue>::first);
      if (counts == column.options.items.end()) continue;
      table.options.items.push_back(std::move(*counts));
      column.options.items.erase(counts);
    }
    if (more || words_.holds("STRICT") || words_.holds("WITHOUT")) {
      table.options.items.push_back({"unmodelled", {true}});
    }
    if (dialect_ != "sqlite") settle_key(table);
    if (dialect_ == "sqlite") settle_sqlite_key(table, words_.holds("WITHOUT"));
    if (const Column* counted = autoincrement_column(table)) forget_counting(table, counted->name);
    add(std::move(create));
  }
  /// A number that is the key is counted up by itself.
  static void forget_counting(Table& table, const std::string& name) {
    std::erase_if(table.find_column(name)->options.items,
                  [](const auto& item) { return item.first == auto_increment; });
  }
  /// INTEGER in a key alone is SQLite's rowid, INT is not. Its name is kept until the key is known.
  static constexpr std::string_view other_integer = "other integer";
  static void keep_null_in_key(Column& column, bool rowid) {
    if (rowid || !std::holds_alternative<Integer>(column.type.kind)) return;
    column.options.items.push_back({std::string(other_integer), {true}});
  }
  /// In SQLite a key takes NULL, but as the rowid and in a table without one.
  static void settle_sqlite_key(Table& table, bool without_rowid) {
    const PrimaryKey* key = table.primary_key();
    for (Column& column : table.columns) {
      const bool other = column.options.flag(other_integer);
      std::erase_if(column.options.items,
                    [](const auto& item) { return item.first == other_integer; });
      if (key == nullptr || std::ranges::find(key->columns, column.name) == key->columns.end()) {
        continue;
      }
      column.primary_key = true;
      const auto* integer = std::get_if<Integer>(&column.type.kind);
      const bool alone = key->columns.size() == 1;
      const bool rowid = alone && integer != nullptr && !other;
      if (alone && other && integer->size == Integer::Size::Normal) column.type.kind = Named{"INT"};
      if (rowid || without_rowid) {
        column.nullable = false;
      } else if (!column.nullable_said || column.nullable) {
        column.nullable = true;
        column.nullable_said = true;
      }
    }
  }
  /// A key of the table says the same of its columns as one of a column does.
  static void settle_key(Table& table) {
    const PrimaryKey* key = table.primary_key();
    if (key == nullptr) return;
    for (const std::string& name : key->columns) {
      if (Column* column = table.find_column(name)) {
        column->primary_key = true;
        column->nullable = false;
      }
    }
  }

  /// A table that SQLite rebuilds loses its triggers; the replay reads which it has.
  bool trigger() {
    if (dialect_ != "sqlite") return false;
    add(Execute{.sql = raw_sql(words_.text(0, words_.end()))});
    return true;
  }

  void create_index(bool unique) {
    CreateIndex create;
    const bool concurrently = words_.take("CONCURRENTLY");
    create.if_not_exists = if_not_exists();
    Index& index = create.index;
    index.unique = unique;
    index.origin = origin_;
    TableName name;
    if (!words_.peek().is("ON")) name = words_.qualified();
    index.name.text = name.name;
    words_.go_to(words_.find("ON"));
    if (!words_.take("ON")) return unread();
    words_.take("ONLY");
    index.table = words_.qualified();
    if (index.table.schema.empty()) index.table.schema = name.schema;  // SQLite: with the index.
    if (words_.take("USING")) words_.next();
    index.elements = read_index_elements(words_);
    if (words_.take("WHERE")) {
      index.options.items.push_back({dialect_ + "_where", {raw_sql(words_.rest())}});
    }
    if (concurrently) index.options.items.push_back({"postgresql_concurrently", {true}});
    add(std::move(create));
  }

  // ---- DROP

  void drop() {
    words_.take_any({"TEMPORARY", "MATERIALIZED"});
    static constexpr std::string_view kinds[] = {"TABLE",  "VIEW",     "INDEX", "SEQUENCE",
                                                 "SCHEMA", "DATABASE", "TYPE"};
    const auto kind =
        std::ranges::find_if(kinds, [&](std::string_view k) { return words_.take(k); });
    if (kind == std::end(kinds)) {
      static constexpr std::string_view harmless[] = {"FUNCTION", "PROCEDURE", "TRIGGER", "USER",
                                                      "ROLE",     "EVENT",     "PACKAGE", "SYNONYM",
                                                      "LOGIN",    "PROC"};
      if (words_.peek().is("TRIGGER") && trigger()) return;
      for (const std::string_view word : harmless) {
        if (words_.peek().is(word)) return;
      }
      return unread();
    }
    words_.take("CONCURRENTLY");
    const bool lenient = if_exists();
    const std::size_t begin = words_.at();
    const bool cascade = words_.find("CASCADE") != words_.end();
    words_.go_to(begin);
    while (!words_.done()) {
      Words item = words_.item();
      const TableName name = item.qualified();
      if (name.name.empty()) return unread();
      drop_one(*kind, name, lenient, cascade, item);
    }
  }
  void drop_one(std::string_view kind, const TableName& name, bool lenient, bool cascade,
                Words& item) {
    if (kind == "TABLE") return add(DropTable{name, lenient, cascade, {}});
    if (kind == "VIEW") return add(DropView{name, false, lenient, cascade});
    if (kind == "SEQUENCE") return add(DropSequence{name, lenient, cascade});
    if (kind == "TYPE") return add(DropType{name, false, lenient, cascade});
    if (kind != "INDEX") return add(DropSchema{name.name, lenient, cascade});
    DropIndex index{.name = {name.name}, .schema = name.schema, .if_exists = lenient};
    if (item.take("ON")) index.table = item.qualified();
    add(std::move(index));
  }

  // ---- ALTER TABLE

  void alter() {
    if (!words_.take("TABLE")) {
      static constexpr std::string_view harmless[] = {
          "FUNCTION", "PROCEDURE", "PROC",   "TRIGGER",  "USER",     "ROLE",
          "LOGIN",    "SESSION",   "SYSTEM", "DATABASE", "SEQUENCE", "INDEX"};
      for (const std::string_view word : harmless) {
        if (words_.peek().is(word)) return;
      }
      return unread();
    }
    if_exists();
    words_.take("ONLY");
    const TableName table = words_.qualified();
    const Token first = words_.peek();
    while (!words_.done()) {
      Words action = words_.item();
      // SQL Server: `ADD a int, b int`.
      const bool continued = first.is("ADD") && !starts_action(action.peek());
      if (!(continued ? add_column(table, action) : alter_one(table, action))) unread();
    }
  }
  static bool starts_action(const Token& token) {
    static constexpr std::string_view words[] = {
        "ADD",     "ALTER",  "CHANGE",  "DROP",    "MODIFY",         "RENAME",  "WITH", "ENABLE",
        "DISABLE", "ENGINE", "CONVERT", "COMMENT", "AUTO_INCREMENT", "DEFAULT", "ORDER"};
    return std::ranges::any_of(words, [&](std::string_view word) { return token.is(word); });
  }
  bool alter_one(const TableName& table, Words& action) {
    if (action.take("WITH CHECK") || action.take("WITH NOCHECK")) {
      if (action.take("CHECK")) return true;
    }
    if (action.take("ADD")) return add_part(table, action);
    if (action.take("DROP")) return drop_part(table, action);
    if (action.take("RENAME")) return rename_part(table, action);
    if (action.take("MODIFY")) {
      action.take("COLUMN");
      action.take("IF EXISTS");
      return redefine(table, action.peek().text == "(" ? "" : action.name(), action, false);
    }
    if (action.take("CHANGE")) {
      action.take("COLUMN");
      action.take("IF EXISTS");
      return redefine(table, action.name(), action, true);
    }
    if (action.take("ALTER")) {
      if (restates() && action.take_any({"INDEX", "CONSTRAINT", "CHECK"})) return true;
      action.take("COLUMN");
      action.take("IF EXISTS");
      return alter_column(table, action);
    }
    return action.take_any({"ENABLE", "DISABLE", "ENGINE", "AUTO_INCREMENT", "ORDER", "COMMENT",
                            "VALIDATE", "OWNER", "CHECK", "NOCHECK"});
  }
  bool add_column(const TableName& table, Words& action) {
    if (!action.at_name()) return false;
    AddColumn added{.table = table};
    added.column = read_column(action, origin_, added.constraints);
    add(std::move(added));
    return true;
  }
  bool add_part(const TableName& table, Words& action) {
    if (auto constraint = read_constraint(action, origin_)) {
      add(AddConstraint{table, std::move(*constraint)});
      return true;
    }
    if (auto index = read_inline_index(action, table, origin_)) {
      add(CreateIndex{std::move(*index), false});
      return true;
    }
    action.take("COLUMN");
    const bool lenient = action.take("IF NOT EXISTS");
    if (std::optional<Words> several = action.parenthesized()) {
      bool read = true;
      while (!several->done()) {
        Words item = several->item();
        read = add_part(table, item) && read;
      }
      return read;
    }
    if (!add_column(table, action)) return false;
    std::get<AddColumn>(out_.effects.back().action).if_not_exists = lenient;
    return true;
  }
  bool drop_part(const TableName& table, Words& action) {
    DropConstraint drop{.table = table};
    if (action.take("PRIMARY KEY")) {
      drop.kind = DropConstraint::Kind::PrimaryKey;
      add(std::move(drop));
      return true;
    }
    if (action.take("FOREIGN KEY") || action.take("CONSTRAINT") || action.take("CHECK")) {
      drop.if_exists = action.take("IF EXISTS");
      drop.name.text = action.name();
      drop.cascade = action.take("CASCADE");
      add(std::move(drop));
      return true;
    }
    if (action.take_any({"INDEX", "KEY"})) {
      const bool lenient = action.take("IF EXISTS");
      DropIndex index{.name = {action.name()}, .table = table, .schema = table.schema};
      index.if_exists = lenient;
      add(std::move(index));
      return true;
    }
    action.take("COLUMN");
    const bool lenient = action.take("IF EXISTS");
    if (action.peek().text == "(") {
      for (const std::string& name : action.names_in_parentheses()) {
        add(DropColumn{table, name, lenient, false, {}});
      }
      return true;
    }
    if (!action.at_name()) return false;
    const std::string name = action.name();
    add(DropColumn{table, name, lenient, action.take("CASCADE"), {}});
    return true;
  }
  bool rename_part(const TableName& table, Words& action) {
    if (action.take("COLUMN")) {
      const std::string from = action.name();
      if (!action.take("TO")) return false;
      add(AlterColumn{.table = table, .column = from, .new_name = action.name()});
    } else if (action.take_any({"INDEX", "KEY"})) {
      const std::string from = action.name();
      if (!action.take("TO")) return false;
      add(RenameIndex{{from}, table.schema, action.name()});
    } else if (action.take_any({"TO", "AS"})) {
      const TableName target = action.qualified();
      add(RenameTable{table, target.name, std::nullopt});
    } else if (action.at_name() && action.peek(1).is("TO")) {
      const std::string from = action.name();
      action.next();
      add(AlterColumn{.table = table, .column = from, .new_name = action.name()});
    } else {
      return false;
    }
    return true;
  }
  /// MODIFY and CHANGE state the whole column.
  bool redefine(const TableName& table, const std::string& name, Words& action, bool renames) {
    if (name.empty()) return false;
    std::vector<Constraint> constraints;
    const std::size_t begin = action.at();
    if (!renames) action.go_to(begin - 1);
    const Column column = read_column(action, origin_, constraints);
    AlterColumn change{.table = table, .column = name};
    if (renames && column.name != name) change.new_name = column.name;
    if (!std::holds_alternative<NullType>(column.type.kind)) change.type = column.type;
    if (restates() || column.nullable_said || !column.nullable) change.nullable = column.nullable;
    if (restates() || column.has_server_default()) {
      change.server_default.emplace();
      if (column.has_server_default()) *change.server_default = column.server_default;
    }
    if (restates()) {
      change.comment.emplace(column.comment);
      change.autoincrement = column.autoincrement == Column::Autoincrement::On;
      change.options.items.push_back({unmodelled, {column.options.flag(unmodelled)}});
      // MariaDB's CHECK of a column is a part of what is restated.
      if (dialect_ == "mariadb") change.options.items.push_back({"restates_check", {true}});
    }
    add(std::move(change));
    for (Constraint& constraint : constraints) {
      if (std::holds_alternative<ForeignKey>(constraint)) {
        unread();  // Some servers make the key, others read over it.
      } else {
        add(AddConstraint{table, std::move(constraint)});
      }
    }
    return true;
  }
  bool alter_column(const TableName& table, Words& action) {
    AlterColumn change{.table = table, .column = action.name()};
    if (action.take("SET DEFAULT")) {
      change.server_default = Default(raw_sql(action.rest()));
    } else if (action.take("DROP DEFAULT")) {
      change.server_default.emplace();
    } else if (action.take("SET NOT NULL")) {
      change.nullable = false;
    } else if (action.take("DROP NOT NULL")) {
      change.nullable = true;
    } else if (restates() && !action.peek().is("TYPE") && !action.peek(1).is("DATA")) {
      // SET INVISIBLE
      change.options.items.push_back({unmodelled, {true}});
    } else {
      action.take("SET DATA");
      action.take("TYPE");
      change.type = read_type(action);
      if (action.take("NOT NULL")) change.nullable = false;
      if (action.take("NULL")) change.nullable = true;
    }
    add(std::move(change));
    return true;
  }
  void rename_tables() {
    while (!words_.done()) {
      Words item = words_.item();
      const TableName from = item.qualified();
      if (!item.take("TO")) return unread();
      const TableName to = item.qualified();
      add(RenameTable{from, to.name,
                      to.schema == from.schema ? std::nullopt : std::optional(to.schema)});
    }
  }

  // ---- data and the rest

  void truncate() {
    words_.take("TABLE");
    Truncate truncate;
    while (!words_.done()) truncate.tables.push_back(words_.item().qualified());
    add(std::move(truncate));
  }
  void insert() {
    std::optional<OnConflict> conflict;
    if (words_.peek().is("REPLACE")) conflict = OnConflict{.update = true};
    words_.next();
    while (true) {
      if (words_.take_any({"IGNORE", "REPLACE", "ABORT", "FAIL"})) {
        conflict = OnConflict{.update = true};
      } else if (!words_.take_any({"OR", "LOW_PRIORITY", "INTO"})) {
        break;
      }
    }
    const TableName table = words_.qualified();
    std::vector<std::string> columns = words_.names_in_parentheses();
    const std::size_t values = std::min(words_.find("VALUES"), words_.find("VALUE"));
    if (values == words_.end() && words_.find("DEFAULT") == words_.end() &&
        words_.find("SET") == words_.end()) {
      Select select;
      const std::string written = words_.rest();
      if (std::optional<Select> read = read_query(written, dialect_)) select = std::move(*read);
      select.raw = Box<Expr>(raw_sql(written));
      add(InsertSelect{.table = table, .columns = std::move(columns), .select = std::move(select)});
      return;
    }
    InsertRows rows{.table = table, .columns = std::move(columns)};
    if (words_.find("SET") != words_.end()) conflict = OnConflict{.update = true};
    rows.default_values = values == words_.end();
    words_.go_to(values);
    words_.next();
    while (std::optional<Words> row = words_.parenthesized()) {
      std::vector<Expr>& cells = rows.rows.emplace_back();
      while (!row->done()) cells.push_back(cell(row->item()));
      if (words_.peek().text == ",") words_.next();
    }
    // What follows the rows says what becomes of those that are there already.
    if (!words_.done() && values != words_.end()) conflict = OnConflict{.update = true};
    rows.on_conflict = std::move(conflict);
    add(std::move(rows));
  }
  static Expr cell(Words item) {
    const Token& token = item.peek();
    if (item.end() != 1) return raw_sql(item.rest());
    Literal literal;
    if (token.is("NULL")) return {std::move(literal)};
    if (token.kind == Token::Kind::String && token.text.front() == '\'' &&
        token.text.find('\\') == std::string_view::npos) {
      literal.value.data = name_of(token, Fold::None);
      return {std::move(literal)};
    }
    return raw_sql(item.rest());
  }

  std::optional<Expr> condition() {
    words_.go_to(words_.find("WHERE"));
    if (!words_.take("WHERE")) return std::nullopt;
    return raw_sql(words_.rest());
  }
  void update() {
    const bool ignores = words_.take_any({"ONLY", "IGNORE", "LOW_PRIORITY"});
    if (!words_.at_name()) return unread();
    Update update{.table = {words_.qualified(), ""}};
    if (ignores) update.prefixes.emplace_back("IGNORE");
    const std::size_t set = words_.find("SET");
    if (set == words_.end()) return unread();
    if (set != words_.at())
      update.from.push_back({RawFrom{raw_sql(words_.text(words_.at(), set))}});
    words_.go_to(set + 1);
    const std::size_t begin = words_.at();
    const std::size_t end = std::min(words_.find("WHERE"), words_.find("FROM"));
    while (words_.at() < end) {
      ColumnRef column;
      column.column = words_.qualified().name;
      if (!words_.take("=")) break;
      const std::size_t from = words_.at();
      const std::size_t depth = words_.depth();
      while (words_.at() < end && !(words_.peek().text == "," && words_.peek().depth == depth)) {
        words_.next();
      }
      update.assignments.push_back(
          {Expr{std::move(column)}, raw_sql(words_.text(from, words_.at()))});
      if (words_.peek().text == ",") words_.next();
    }
    words_.go_to(begin);
    update.where = condition();
    add(std::move(update));
  }
  void erase() {
    words_.take_any({"FROM", "IGNORE"});
    if (!words_.at_name()) return unread();
    Delete gone{.table = {words_.qualified(), ""}};
    if (words_.find("USING") != words_.end() || words_.find("JOIN") != words_.end()) {
      gone.using_tables.push_back({RawFrom{raw_sql(words_.rest())}});
    }
    gone.where = condition();
    add(std::move(gone));
  }
  void comment() {
    if (words_.take("TABLE")) {
      const TableName table = words_.qualified();
      words_.take("IS");
      return add(CommentTable{table, name_of(words_.next(), Fold::None), std::nullopt});
    }
    if (!words_.take("COLUMN")) return;
    std::vector<std::string> names{words_.name()};
    while (words_.peek().text == ".") {
      words_.next();
      names.push_back(words_.name());
    }
    if (names.size() < 2 || !words_.take("IS")) return;
    AlterColumn change{.column = names.back()};
    change.table = {names.size() > 2 ? names[names.size() - 3] : "", names[names.size() - 2]};
    change.comment = std::optional(name_of(words_.next(), Fold::None));
    add(std::move(change));
  }
  void select() {
    words_.next();
    if (words_.find("INTO") != words_.end()) return unread();
    // A function that a project or an extension defines may do anything.
    if (words_.find("FROM") == words_.end() && words_.at_name() && words_.peek(1).text == "(") {
      unread();
    }
  }

  const std::string dialect_;
  Words words_;
  Origin origin_;
  Lowered& out_;
};

Origin within(const Origin& where, std::string_view whole, std::string_view part) {
  if (where.where.end - where.where.begin != whole.size()) return where;
  Span span = where.where;
  span.begin += static_cast<std::uint32_t>(part.data() - whole.data());
  span.end = span.begin + static_cast<std::uint32_t>(part.size());
  return {span, where.in_revision == where.where ? span : where.in_revision};
}

}  // namespace

Lowered lower(std::string_view sql, std::string_view dialect, const Origin& where,
              Diagnostics& diagnostics) {
  const bool parsed = dialect == "postgresql";
  if (parsed && sql.size() <= longest_for_parser) return lower_postgresql(sql, where, diagnostics);

  Lowered result;
  const Syntax syntax = syntax_of(dialect);
  for (const std::string_view statement : split_statements(sql, syntax)) {
    const Origin origin = within(where, sql, statement);
    if (parsed && statement.size() <= longest_for_parser) {
      Lowered one = lower_postgresql(statement, origin, diagnostics);
      std::ranges::move(one.effects, std::back_inserter(result.effects));
      result.understood = result.understood && one.understood;
    } else {
      WordLowering(statement, dialect, origin, result).run();
    }
  }
  return result;
}

}  // namespace migc::sql
