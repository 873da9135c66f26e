#pragma once

#include <compare>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "compiler/base/diagnostic.h"
#include "compiler/ir/naming.h"
#include "compiler/ir/operation.h"
#include "dialects/script.h"

namespace migc::ir {
class Schema;
}

namespace migc::dialects {

class Dialect;
class Rebuild;
class ExpressionPrinter;

/// How a driver writes parameters. `Format` and `Pyformat` make SQLAlchemy double every percent
/// sign.
enum class Paramstyle { Named, Pyformat, Format, Qmark, Numeric, NumericDollar };

/// A driver as it shows in a script.
struct Driver {
  std::string_view name;
  Paramstyle paramstyle = Paramstyle::Named;
  bool doubles_percent = false;
};

struct ServerVersion {
  int major = 0, minor = 0, patch = 0;
  friend auto operator<=>(const ServerVersion&, const ServerVersion&) = default;
};

/// What is true of a dialect whatever it prints; also what rules may ask.
struct Facts {
  std::string_view name;     ///< `postgresql`, as in URLs and option prefixes.
  std::string_view display;  ///< `PostgreSQL`
  /// The dialect whose options and variants count too when its own are silent: `mysql` for mariadb.
  std::string_view family;
  bool transactional_ddl = false;
  std::size_t identifier_limit = 63;  ///< Longer names are refused.
  std::size_t generated_limit = 63;   ///< Longer names made by a convention are cut.
  std::string_view terminator = ";";
  std::string_view batch_separator;  ///< `GO`, `/` or empty.
  std::string_view begin = "BEGIN", commit = "COMMIT";
  bool separates_begin = true;   ///< The batch separator follows BEGIN too.
  bool inline_comments = false;  ///< Comments stand in CREATE TABLE.
  bool comments = true;          ///< Comments exist at all.
  bool inline_enums = false;     ///< ENUM('a','b') in the column.
  bool named_types = false;      ///< CREATE TYPE … AS ENUM, CREATE DOMAIN.
  bool native_boolean = true;    ///< true and false are words.
  bool boolean_checks = false;   ///< A Boolean may bring CHECK (c IN (0, 1)).
  bool native_uuid = false;
  bool sequences = false;                  ///< A column's Sequence gives a row its value.
  bool typed_sequences = false;            ///< CREATE SEQUENCE … AS type.
  bool identity_columns = false;           ///< GENERATED … AS IDENTITY.
  bool backslash_escapes = false;          ///< A backslash in a string literal is doubled.
  bool backslash_strings = false;          ///< … because the server reads it as an escape.
  bool alters_columns = true;              ///< ALTER COLUMN and constraints can change in place.
  bool index_build_blocks_writes = false;  ///< Unless it is asked to be CONCURRENTLY.
  ServerVersion newest;                    ///< Assumed when the user names none.
};

/// What a run is for: the dialect and what the environment says about its spelling.
struct Target {
  const Dialect* dialect = nullptr;
  Driver driver;
  std::optional<ServerVersion> version;  ///< As said; else Facts::newest.
  Paramstyle paramstyle = Paramstyle::Named;
  bool double_percent = false;
  bool literal_binds = true;
  bool transactional_ddl = false;
  std::string batch_separator;
  bool implicit_returning = true;
  std::optional<bool> deprecate_large_types;  ///< mssql's dialect option.

  ServerVersion server() const;
};

/// Everything a hook needs beside its operand: where to write, what for, whom to tell.
struct Rendering {
  const Dialect& dialect;
  const Target& target;
  const ir::Schema& before;
  Script& out;
  Diagnostics& diagnostics;
  Span span;                    ///< Of the operation; errors point here unless they know better.
  bool qualify_columns = true;  ///< `t.c`; in DDL (checks, index elements, defaults) just `c`.
  bool literals = true;         ///< Values are printed; else placeholders of the driver's style.

  /// For an expression inside DDL: bare column names, literal values.
  Rendering in_ddl() const;

  template <class... Args>
  void add(fmt::format_string<Args...> format, Args&&... args) const {
    out.add(format, std::forward<Args>(args)...);
  }
  template <class... Args>
  Diagnostic& refuse(std::string_view code, fmt::format_string<Args...> format,
                     Args&&... args) const {
    return diagnostics.error(code, span, format, std::forward<Args>(args)...);
  }
  template <class... Args>
  Diagnostic& warn(std::string_view code, fmt::format_string<Args...> format,
                   Args&&... args) const {
    return diagnostics.warning(code, span, format, std::forward<Args>(args)...);
  }
  /// Notes that the text is meant to differ from Alembic's, and why; once for each reason.
  void unlike_alembic(std::string reason) const;
};

/// Spells operations for one database. What is common stands here; a dialect overrides what
/// differs, in its own file, and nothing outside that file asks which dialect it is.
class Dialect {
 public:
  explicit Dialect(const Facts& facts) : facts_(facts) {}
  Dialect(const Dialect&) = delete;
  Dialect& operator=(const Dialect&) = delete;
  virtual ~Dialect() = default;

  const Facts& facts() const { return facts_; }
  virtual std::span<const Driver> drivers() const = 0;                   ///< The default one first.
  virtual const ir::Naming& naming() const { return ir::plain_naming; }  ///< Of what nobody named.

  /// Writes an operation. What cannot be said is an error diagnostic; the script may then hold
  /// part of the operation.
  void render(const ir::Operation& operation, const ir::Schema& before, const Target& target,
              Script& script, Diagnostics& diagnostics) const;

  // ---- names

  std::string quote(std::string_view name, const Rendering& in) const;
  std::string quote(std::string_view name, std::optional<bool> said, const Rendering& in) const;
  /// A constraint's or index's name: cut with a hash when generated and too long, refused when
  /// said and too long.
  std::string quote(const ir::ObjectName& name, const Rendering& in) const;
  virtual bool needs_quotes(std::string_view name) const;
  virtual std::string quoted(std::string_view name) const;  ///< With the dialect's quotes, always.
  virtual std::string schema_name(std::string_view schema, const Rendering& in) const;
  /// `schema.table`
  std::string table_name(const ir::TableName& table, const Rendering& in) const;
  /// The same in ALTER TABLE, where Alembic takes the parts of a dotted schema one by one.
  virtual std::string altered_name(const ir::TableName& table, const Rendering& in) const;
  std::string name_list(std::span<const std::string> names, const Rendering& in) const;

  // ---- types and values

  /// A column type. `column` when it is for one (some spell it differently there), else null.
  std::string type(const ir::Type& type, const Rendering& in,
                   const ir::Column* column = nullptr) const;
  /// A value as a literal of this type.
  std::string literal(const ir::Datum& value, const ir::Type& type, const Rendering& in) const;
  /// 'text', quoted and escaped as this dialect and driver want it.
  virtual std::string string_literal(std::string_view text, const Rendering& in) const;

  /// Whether rows are cast on their way into a column of another family of types.
  virtual bool casts_in_rebuild(const ir::Type& type) const;

  // ---- expressions and DML (expression.cpp)

  std::string expr(const ir::Expr& expr, const Rendering& in) const;
  std::string select(const ir::Select& select, const Rendering& in) const;

 protected:
  // ---- operations, one hook a struct

  virtual void create_table(const ir::CreateTable&, const Rendering& out) const;
  virtual void drop_table(const ir::DropTable&, const Rendering& out) const;
  virtual void rename_table(const ir::RenameTable&, const Rendering& out) const;
  virtual void add_column(const ir::AddColumn&, const Rendering& out) const;
  virtual void drop_column(const ir::DropColumn&, const Rendering& out) const;
  virtual void alter_column(const ir::AlterColumn&, const Rendering& out) const;
  virtual void add_constraint(const ir::AddConstraint&, const Rendering& out) const;
  virtual void drop_constraint(const ir::DropConstraint&, const Rendering& out) const;
  virtual void create_index(const ir::CreateIndex&, const Rendering& out) const;
  virtual void drop_index(const ir::DropIndex&, const Rendering& out) const;
  virtual void rename_index(const ir::RenameIndex&, const Rendering& out) const;
  virtual void rename_constraint(const ir::RenameConstraint&, const Rendering& out) const;
  virtual void comment_table(const ir::CommentTable&, const Rendering& out) const;
  virtual void create_type(const ir::CreateType&, const Rendering& out) const;
  virtual void drop_type(const ir::DropType&, const Rendering& out) const;
  virtual void alter_type(const ir::AlterType&, const Rendering& out) const;
  virtual void create_sequence(const ir::CreateSequence&, const Rendering& out) const;
  virtual void drop_sequence(const ir::DropSequence&, const Rendering& out) const;
  virtual void create_view(const ir::CreateView&, const Rendering& out) const;
  virtual void drop_view(const ir::DropView&, const Rendering& out) const;
  virtual void create_schema(const ir::CreateSchema&, const Rendering& out) const;
  virtual void drop_schema(const ir::DropSchema&, const Rendering& out) const;
  virtual void truncate(const ir::Truncate&, const Rendering& out) const;
  virtual void execute(const ir::Execute&, const Rendering& out) const;
  virtual void batch(const ir::Batch&, const Rendering& out) const;
  virtual void autocommit(const ir::Autocommit&, const Rendering& out) const;
  virtual void note(const ir::Note&, const Rendering& out) const;

  /// Tells the client what it must know before the statements of an operation, which begin at unit
  /// `first` of the script.
  virtual void prepare_client(std::size_t, const Rendering&) const {}

  // ---- DML (expression.cpp)

  /// What prints expressions, queries and DML of this dialect: `<name>_expression.cpp`.
  virtual std::unique_ptr<ExpressionPrinter> printer(const Rendering& in) const;
  virtual void insert_rows(const ir::InsertRows&, const Rendering& out) const;
  virtual void insert_select(const ir::InsertSelect&, const Rendering& out) const;
  virtual void update(const ir::Update&, const Rendering& out) const;
  virtual void remove(const ir::Delete&, const Rendering& out) const;
  virtual void query(const ir::Query&, const Rendering& out) const;

  // ---- types

  /// A type that was said outright (`VARCHAR`, `JSONB`), else a generic one.
  virtual std::string spell_type(const ir::Type& type, const Rendering& in,
                                 const ir::Column* column) const;
  /// The words all databases have; nothing when the dialect does not know the name.
  std::optional<std::string> common_exact_type(const ir::Type& type, const Rendering& in) const;
  virtual std::string string_type(std::string_view name, const ir::String& text,
                                  const Rendering& in) const;
  std::string no_such_type(const ir::Type& type, const Rendering& in) const;
  virtual std::string spell_literal(const ir::Datum& value, const ir::Type& type,
                                    const Rendering& in) const;
  virtual std::string boolean_literal(bool value) const;
  virtual std::string bytes_literal(std::string_view bytes, const Rendering& in) const;
  virtual std::string date_literal(const ir::DateValue& date, const Rendering& in) const;
  /// A date where a moment is meant.
  virtual std::string midnight_literal(const ir::DateValue& date, const Rendering& in) const;
  virtual std::string time_literal(const ir::TimeValue& time, const Rendering& in) const;
  virtual std::string timestamp_literal(const ir::DateTimeValue& value, const Rendering& in) const;
  virtual std::string interval_literal(const ir::Duration& value, const ir::Type& type,
                                       const Rendering& in) const;
  std::string no_such_literal(const ir::Datum& value, const ir::Type& type,
                              const Rendering& in) const;

  // ---- tables and their parts

  /// What must stand before a statement that uses these types (CREATE TYPE).
  virtual void prepare_types(std::span<const ir::Column> columns, bool new_table,
                             const Rendering& out) const;
  std::string create_table_text(const ir::Table& table, bool if_not_exists,
                                const Rendering& in) const;
  virtual std::string create_table_words(const ir::Table& table, bool if_not_exists,
                                         const Rendering& in) const;
  /// One column of CREATE TABLE and ADD COLUMN; `table` holds it and knows its primary key.
  virtual std::string column_definition(const ir::Column& column, const ir::Table& table,
                                        const Rendering& in) const;
  /// What follows the closing parenthesis of CREATE TABLE.
  virtual std::string table_options(const ir::Table& table, const Rendering& in) const;
  virtual std::string default_value(const ir::Expr& value, const ir::Column& column,
                                    const Rendering& in) const;
  virtual std::string computed(const ir::Computed& computed, const Rendering& in) const;
  virtual std::string identity(const ir::Identity& identity, const Rendering& in) const;
  virtual std::string sequence_options(const ir::SequenceOptions& options) const;

  /// Whether a constraint is said at all: a CHECK that a type brings is not where the type is the
  /// server's own.
  virtual bool is_written(const ir::Constraint& constraint, const ir::Type* type_of) const;
  std::string constraint(const ir::Constraint& constraint, const Rendering& in) const;
  /// The same within CREATE TABLE; empty when it is said elsewhere, or not at all.
  virtual std::string table_constraint(const ir::Constraint& constraint, const ir::Table& table,
                                       const Rendering& in) const;
  virtual std::string referred_name(const ir::TableName& table, const Rendering& in) const;
  virtual std::string primary_key(const ir::PrimaryKey& key, const Rendering& in) const;
  virtual std::string unique(const ir::Unique& unique, const Rendering& in) const;
  virtual std::string foreign_key(const ir::ForeignKey& key, const Rendering& in) const;
  virtual std::string check(const ir::Check& check, const Rendering& in) const;
  virtual std::string exclude(const ir::Exclude& exclude, const Rendering& in) const;
  std::string constraint_name(const ir::ObjectName& name, const Rendering& in) const;
  virtual std::string match_clause(const ir::ForeignKey& key, const Rendering& in) const;
  virtual std::string cascades(const ir::ForeignKey& key, const Rendering& in) const;
  std::string deferral(const ir::Deferral& deferral, const Rendering& in) const;
  /// Key words (`SET NULL`), refused when they are anything else.
  std::string phrase(std::string_view words, const Rendering& in, std::string_view also = {}) const;
  virtual void drop_type_constraint(const ir::TableName& table, const ir::Constraint& constraint,
                                    const Rendering& out) const;

  virtual std::string_view add_column_words() const { return "ADD COLUMN "; }
  /// `ADD COLUMN c …` with all that stands in the same statement.
  virtual std::string added_column(const ir::AddColumn& add, const ir::Table& table,
                                   const Rendering& in) const;
  virtual void comment_column(const ir::TableName& table, std::string_view column,
                              const std::optional<std::string>& comment,
                              const Rendering& out) const;
  virtual std::string index_elements(const ir::Index& index, const Rendering& in) const;

  // ---- steps of ALTER COLUMN, in the order most databases take them

  /// Whether `autoincrement` is a fact of a column that ALTER can change.
  virtual bool counts_by_autoincrement() const { return false; }
  virtual void alter_facts(const ir::AlterColumn& alter, const Rendering& out) const;
  virtual void alter_nullable(const ir::AlterColumn& alter, const Rendering& out) const;
  virtual void alter_default(const ir::AlterColumn& alter, const Rendering& out) const;
  virtual void set_default(const ir::AlterColumn& alter, const ir::Expr& value,
                           const Rendering& out) const;
  virtual void drop_default(const ir::AlterColumn& alter, const Rendering& out) const;
  /// The default as the revision says it is, else as the replay knows it, else unsaid.
  ir::Change<ir::Default> existing_default(const ir::AlterColumn& alter, const Rendering& in) const;
  ir::Column altered_column(const ir::AlterColumn& alter, const Rendering& in) const;
  virtual void alter_identity(const ir::AlterColumn& alter, const Rendering& out) const;
  virtual void alter_type_of(const ir::AlterColumn& alter, const Rendering& out) const;
  virtual void alter_comment(const ir::AlterColumn& alter, const Rendering& out) const;
  virtual void alter_name(const ir::AlterColumn& alter, const Rendering& out) const;

  // ---- batches

  /// Whether a batch that leaves the choice open becomes a rebuild.
  virtual bool rebuilds(const ir::Batch& batch, const Rendering& in) const;
  void rebuild(const ir::Batch& batch, const Rendering& out) const;
  virtual void write_rebuild(const Rebuild& rebuild, bool from_replay, const Rendering& out) const;
  /// What must go from the old table first, lest the new one cannot have it.
  virtual void prepare_rebuild(const Rebuild& rebuild, const Rendering& out) const;

  virtual std::span<const std::string_view> reserved_words() const = 0;
  /// The type a dialect goes by: the variant said for it or its family.
  const ir::Type& own_type(const ir::Type& type) const;
  void perform(const ir::Action& action, const Rendering& out) const;

 private:
  Facts facts_;
};

/// The option under this dialect's prefix, else under its family's: `option(options, "engine", in)`
/// finds `mysql_engine` for mysql, and for mariadb `mariadb_engine`, then `mysql_engine`.
const ir::OptionValue* option(const ir::Options& options, std::string_view name,
                              const Rendering& in);
std::optional<std::string> option_text(const ir::Options& options, std::string_view name,
                                       const Rendering& in);

/// Every percent sign twice where the driver's parameters start with one.
std::string percent_doubled(std::string text, const Rendering& in);
bool option_flag(const ir::Options& options, std::string_view name, const Rendering& in);

/// An expression without the labels around it.
const ir::Expr& unlabeled(const ir::Expr& expr);

/// The table with what SQLAlchemy infers: columns of the primary key are NOT NULL unless said
/// otherwise, enums that inherit their schema have the table's.
ir::Table completed(ir::Table table);

/// A generated name longer than the limit: its start, `_`, and four digits of its MD5.
std::string shortened(std::string_view name, std::size_t limit);

}  // namespace migc::dialects
