// The statements that most databases say alike: tables, constraints, indexes, sequences, schemas.
#include "compiler/base/match.h"
#include "compiler/base/text.h"
#include "dialects/dialect.h"

namespace migc::dialects {

void Dialect::drop_table(const ir::DropTable& drop, const Rendering& out) const {
  out.add("DROP TABLE {}{}{}", drop.if_exists ? "IF EXISTS " : "", table_name(drop.table, out),
          drop.cascade ? " CASCADE" : "");
}

void Dialect::rename_table(const ir::RenameTable& rename, const Rendering& out) const {
  if (rename.new_schema) {
    out.add("ALTER TABLE {} SET SCHEMA {}", altered_name(rename.table, out),
            quote(*rename.new_schema, out));
    return;
  }
  out.add("ALTER TABLE {} RENAME TO {}", altered_name(rename.table, out),
          altered_name({rename.table.schema, rename.new_name}, out));
}

void Dialect::drop_column(const ir::DropColumn& drop, const Rendering& out) const {
  out.add("ALTER TABLE {} DROP COLUMN {}{}{}", altered_name(drop.table, out),
          drop.if_exists ? "IF EXISTS " : "", quote(drop.column, out),
          drop.cascade ? " CASCADE" : "");
}

// ---- constraints

void Dialect::add_constraint(const ir::AddConstraint& add, const Rendering& out) const {
  const std::string text = constraint(add.constraint, out);
  if (text.empty()) {
    out.refuse("empty-constraint", "constraint without columns on `{}`", add.table);
    return;
  }
  out.add("ALTER TABLE {} ADD {}", table_name(add.table, out), text);
}

void Dialect::drop_constraint(const ir::DropConstraint& drop, const Rendering& out) const {
  if (drop.name.empty()) {
    out.refuse("unnamed-constraint", "constraint of `{}` cannot be dropped without its name",
               drop.table);
    return;
  }
  out.add("ALTER TABLE {} DROP CONSTRAINT {}{}{}", table_name(drop.table, out),
          drop.if_exists ? "IF EXISTS " : "", quote(drop.name, out),
          drop.cascade ? " CASCADE" : "");
}

void Dialect::drop_type_constraint(const ir::TableName& table, const ir::Constraint& constraint,
                                   const Rendering& out) const {
  const auto kind = std::holds_alternative<ir::Check>(constraint)
                        ? ir::DropConstraint::Kind::Check
                        : ir::DropConstraint::Kind::Unsaid;
  drop_constraint({.table = table, .name = ir::name_of(constraint), .kind = kind}, out);
}

void Dialect::rename_constraint(const ir::RenameConstraint& rename, const Rendering& out) const {
  out.add("ALTER TABLE {} RENAME CONSTRAINT {} TO {}", table_name(rename.table, out),
          quote(rename.name, out), quote(rename.new_name, out));
}

// ---- indexes

std::string Dialect::index_elements(const ir::Index& index, const Rendering& in) const {
  std::vector<std::string> elements;
  for (const ir::IndexElement& element : index.elements) {
    elements.push_back(expr(unlabeled(element.expression), in.in_ddl()));
  }
  return join_text(elements, ", ");
}

void Dialect::create_index(const ir::CreateIndex& create, const Rendering& out) const {
  const ir::Index& index = create.index;
  if (index.name.empty()) {
    out.refuse("unnamed-index", "index on `{}` has no name", index.table);
    return;
  }
  out.add("CREATE {}INDEX {}{} ON {} ({})", index.unique ? "UNIQUE " : "",
          create.if_not_exists ? "IF NOT EXISTS " : "", quote(index.name, out),
          table_name(index.table, out), index_elements(index, out));
}

void Dialect::drop_index(const ir::DropIndex& drop, const Rendering& out) const {
  if (drop.name.empty()) {
    out.refuse("unnamed-index", "index cannot be dropped without its name");
    return;
  }
  const std::string schema =
      drop.table && !drop.table->schema.empty() ? drop.table->schema : drop.schema;
  out.add("DROP INDEX {}{}{}{}", drop.if_exists ? "IF EXISTS " : "",
          schema.empty() ? "" : schema_name(schema, out) + ".", quote(drop.name, out),
          drop.cascade ? " CASCADE" : "");
}

void Dialect::rename_index(const ir::RenameIndex& rename, const Rendering& out) const {
  out.add("ALTER INDEX {}{} RENAME TO {}",
          rename.schema.empty() ? "" : schema_name(rename.schema, out) + ".",
          quote(rename.name, out), quote(rename.new_name, out));
}

// ---- comments

void Dialect::comment_table(const ir::CommentTable& comment, const Rendering& out) const {
  out.add("COMMENT ON TABLE {} IS {}", table_name(comment.table, out),
          comment.comment ? string_literal(*comment.comment, out) : "NULL");
}

void Dialect::comment_column(const ir::TableName& table, std::string_view column,
                             const std::optional<std::string>& comment,
                             const Rendering& out) const {
  out.add("COMMENT ON COLUMN {}.{} IS {}", table_name(table, out), quote(column, out),
          comment ? string_literal(*comment, out) : "NULL");
}

// ---- types, sequences, views, schemas

void Dialect::create_type(const ir::CreateType&, const Rendering&) const {}
void Dialect::drop_type(const ir::DropType&, const Rendering&) const {}
void Dialect::alter_type(const ir::AlterType& alter, const Rendering& out) const {
  out.refuse("unsupported-operation", "{} has no types of their own: `{}`", facts_.display,
             alter.name);
}

void Dialect::create_sequence(const ir::CreateSequence& create, const Rendering& out) const {
  const std::string options = sequence_options(create.options);
  out.add(
      "CREATE SEQUENCE {}{}{}{}", create.if_not_exists ? "IF NOT EXISTS " : "",
      table_name(create.name, out),
      create.type && facts_.typed_sequences ? fmt::format(" AS {}", type(*create.type, out)) : "",
      options.empty() ? "" : " " + options);
}

void Dialect::drop_sequence(const ir::DropSequence& drop, const Rendering& out) const {
  out.add("DROP SEQUENCE {}{}{}", drop.if_exists ? "IF EXISTS " : "", table_name(drop.name, out),
          drop.cascade ? " CASCADE" : "");
}

void Dialect::create_view(const ir::CreateView& create, const Rendering& out) const {
  out.add("CREATE {}{}VIEW {}{} AS {}", create.or_replace ? "OR REPLACE " : "",
          create.materialized ? "MATERIALIZED " : "", create.if_not_exists ? "IF NOT EXISTS " : "",
          table_name(create.name, out), create.definition);
}

void Dialect::drop_view(const ir::DropView& drop, const Rendering& out) const {
  out.add("DROP {}VIEW {}{}{}", drop.materialized ? "MATERIALIZED " : "",
          drop.if_exists ? "IF EXISTS " : "", table_name(drop.name, out),
          drop.cascade ? " CASCADE" : "");
}

void Dialect::create_schema(const ir::CreateSchema& create, const Rendering& out) const {
  out.add("CREATE SCHEMA {}{}", create.if_not_exists ? "IF NOT EXISTS " : "",
          quote(create.name, out));
}

void Dialect::drop_schema(const ir::DropSchema& drop, const Rendering& out) const {
  out.add("DROP SCHEMA {}{}{}", drop.if_exists ? "IF EXISTS " : "", quote(drop.name, out),
          drop.cascade ? " CASCADE" : "");
}

void Dialect::truncate(const ir::Truncate& truncate, const Rendering& out) const {
  std::vector<std::string> names;
  for (const ir::TableName& table : truncate.tables) names.push_back(table_name(table, out));
  out.add("TRUNCATE TABLE {}{}{}", join_text(names, ", "),
          truncate.restart_identity ? " RESTART IDENTITY" : "", truncate.cascade ? " CASCADE" : "");
}

// ---- text, and what holds other operations

void Dialect::execute(const ir::Execute& execute, const Rendering& out) const {
  if (execute.verbatim) {
    if (const auto text = ir::plain_text(execute.sql)) {
      out.out.statement(*text);
      return;
    }
  }
  out.out.statement(expr(execute.sql, out));
}

void Dialect::batch(const ir::Batch& batch, const Rendering& out) const {
  using enum ir::Batch::Recreate;
  if (batch.recreate == Always || (batch.recreate == Auto && rebuilds(batch, out))) {
    rebuild(batch, out);
    return;
  }
  for (const ir::Operation& operation : batch.operations) {
    const auto* add = std::get_if<ir::AddColumn>(&operation.action);
    if (add != nullptr && (add->insert_before || add->insert_after)) {
      out.refuse("unsupported-position", "`{}.{}` can only be placed in a table that is rebuilt",
                 add->table, add->column.name)
          .help("say `recreate='always'`");
    }
    Rendering inner = out;
    inner.span = operation.origin.where;
    out.out.set_origin(operation.origin);
    perform(operation.action, inner);
  }
}

bool Dialect::rebuilds(const ir::Batch&, const Rendering&) const { return false; }

void Dialect::autocommit(const ir::Autocommit& block, const Rendering& out) const {
  if (out.target.transactional_ddl) out.out.commit();
  for (const ir::Operation& operation : block.operations) {
    Rendering inner = out;
    inner.span = operation.origin.where;
    out.out.set_origin(operation.origin);
    perform(operation.action, inner);
  }
  if (out.target.transactional_ddl) out.out.begin();
}

void Dialect::note(const ir::Note& note, const Rendering& out) const { out.out.raw(note.text); }

}  // namespace migc::dialects
