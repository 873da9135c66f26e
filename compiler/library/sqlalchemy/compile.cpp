// `str(statement.compile(dialect=…, compile_kwargs={"literal_binds": True}))`
#include "compiler/ir/schema.h"
#include "compiler/library/catalogue.h"
#include "compiler/library/sqlalchemy/clause_objects.h"
#include "compiler/library/sqlalchemy/dml.h"
#include "compiler/library/sqlalchemy/resolve.h"
#include "compiler/library/world.h"
#include "dialects/catalogue.h"

namespace migc::library {

using clause::NodePtr;
using python::Call;
using python::Site;
using python::Value;

namespace {

/// `postgresql.dialect()`
class DialectObject final : public python::Native {
 public:
  explicit DialectObject(std::string name) : name_(std::move(name)) {}
  std::string_view type_name() const override { return "Dialect"; }
  std::optional<Value> attribute(std::string_view name, const Site& site) const override {
    if (name == "name") return Value::text(name_, site.span);
    if (name == "paramstyle") return Value::borrowed(named ? "named" : "pyformat", site.span);
    return std::nullopt;
  }
  bool named = false;

 private:
  std::string name_;
};

/// A statement that was compiled: its text.
class CompiledObject final : public python::Native {
 public:
  explicit CompiledObject(std::string text) : text_(std::move(text)) {}
  std::string_view type_name() const override { return "SQLCompiler"; }
  std::optional<Value> attribute(std::string_view name, const Site& site) const override {
    if (name == "string") return Value::text(text_, site.span);
    if (name == "params") return Value::dict(site.span);
    return std::nullopt;
  }
  std::optional<std::string> str() const override { return text_; }

 private:
  std::string text_;
};

struct Compiled {
  std::string text;
  bool good = false;
};

Compiled compile_for(const Value& statement, const dialects::Dialect& dialect, bool literals,
                     bool doubles_percent, const Site& site) {
  dialects::Target target = dialects::target_for(dialect);
  target.double_percent = doubles_percent;
  target.literal_binds = literals;
  const ir::Schema nothing;
  dialects::Script script;
  Diagnostics diagnostics;
  const std::string name(dialect.facts().name);
  const dialects::Rendering rendering{dialect,     target,    nothing, script,
                                      diagnostics, site.span, true,    literals};
  if (const auto* dml = statement.object<DmlObject>()) {
    std::vector<ir::Action> actions;
    if (!lower_dml(*dml->dml(), nullptr, site, actions, name)) return {};
    ir::Operation operation;
    operation.action = std::move(actions.front());
    dialect.render(operation, nothing, target, script, diagnostics);
    if (diagnostics.has_errors() || script.units().size() != 1) return {};
    return {script.units().front().text, true};
  }
  clause::Resolver resolver(site, name);
  std::string text;
  if (const clause::QueryPtr query = query_of(statement)) {
    text = dialect.select(resolver.statement(*query), rendering);
  } else if (const NodePtr node = node_of(statement)) {
    text = dialect.expr(resolver.expr(node), rendering);
  } else {
    return {};
  }
  if (resolver.failed() || diagnostics.has_errors()) return {};
  return {std::move(text), true};
}

// compile(bind=None, dialect=None, **kw)
Value compile(const Call& call) {
  std::optional<Value> bind, dialect, compile_kwargs;
  python::Options options;
  if (!call.bind({{"bind", bind},
                  {"dialect", dialect},
                  {"compile_kwargs", compile_kwargs},
                  {"kw", options}})) {
    return call.unknown("a compiled statement that is not known");
  }
  bool literals = false;
  if (compile_kwargs) {
    if (const python::Dict* dict = compile_kwargs->dictionary()) {
      const Value* value = dict->find("literal_binds");
      literals = value && value->boolean().value_or(false);
    }
  }
  Value chosen = dialect.value_or(Value::none());
  if (chosen.is_none() && bind && !bind->is_none()) chosen = call.attribute(*bind, "dialect");
  if (call.failed()) return Value::none();
  const Value& statement = *call.self;
  const auto result = [&](Compiled compiled) -> Value {
    if (!compiled.good) {
      return call.unknown(literals ? "the compiled statement is not modelled"
                                   : "compiled without `literal_binds` it has placeholders");
    }
    return Value::object(std::make_shared<CompiledObject>(std::move(compiled.text)), call.span);
  };

  if (chosen.is_none()) {
    // SQLAlchemy's own dialect is none of a database: where two agree, it says the same.
    const dialects::Dialect* first = dialects::find_dialect("postgresql");
    const dialects::Dialect* second = dialects::find_dialect("sqlite");
    if (!first) return result({});
    Compiled one = compile_for(statement, *first, literals, false, call);
    if (second && one.good) {
      const Compiled other = compile_for(statement, *second, literals, false, call);
      if (!other.good || other.text != one.text) return result({});
    }
    return result(std::move(one));
  }
  if (const python::Unknown* unknown = chosen.unknown()) return Value::unknown(*unknown);
  const Value name = call.attribute(chosen, "name");
  if (call.failed()) return Value::none();
  const auto text = name.text();
  const dialects::Dialect* found = text ? dialects::find_dialect(*text) : nullptr;
  if (!found) return call.unknown("the dialect it is compiled for is not modelled");
  bool doubles = false;
  if (const auto* own = chosen.object<DialectObject>()) {
    doubles = !own->named && found->drivers().front().doubles_percent;
  } else if (const dialects::Target* target = World::of(call).outside().target) {
    doubles = target->double_percent;
  }
  return result(compile_for(statement, *found, literals, doubles, call));
}

constexpr python::Builtin compile_builtin{"compile", compile, true};

template <const char* name>
Value make_dialect(const Call& call) {
  std::optional<std::string> paramstyle;
  python::Options options;
  if (!call.bind({{"paramstyle", paramstyle}, {"kw", options}})) {
    return call.unknown("a dialect that is not known");
  }
  auto made = std::make_shared<DialectObject>(name);
  made->named = paramstyle == "named";
  return Value::object(std::move(made), call.span);
}
constexpr char postgresql_name[] = "postgresql", mysql_name[] = "mysql", sqlite_name[] = "sqlite",
               mssql_name[] = "mssql", oracle_name[] = "oracle";
template <const char* name>
inline constexpr python::Builtin dialect_builtin{"dialect", make_dialect<name>};

template <const char* name>
void define(python::Module& module) {
  module.function(dialect_builtin<name>);
}

constexpr python::ModelledModule modules[] = {
    {"sqlalchemy.dialects.postgresql", define<postgresql_name>},
    {"sqlalchemy.dialects.mysql", define<mysql_name>},
    {"sqlalchemy.dialects.sqlite", define<sqlite_name>},
    {"sqlalchemy.dialects.mssql", define<mssql_name>},
    {"sqlalchemy.dialects.oracle", define<oracle_name>},
};

}  // namespace

extern const Part sqlalchemy_compile{modules};

std::optional<Value> compile_method(const python::Native& self, std::string_view name,
                                    const Site& site) {
  if (name != "compile") return std::nullopt;
  return bind_method(self, compile_builtin, site);
}

std::optional<std::string> ClauseObject::str() const { return std::nullopt; }
std::optional<std::string> QueryObject::str() const { return std::nullopt; }

}  // namespace migc::library
