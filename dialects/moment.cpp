#include "dialects/moment.h"

namespace migc::dialects {
namespace {

struct Clock {
  std::string_view dialect, utc, local, aware, today;
};

// PostgreSQL 15 manual 9.9.5; MySQL 8.0 manual 12.7; sqlite.org/lang_datefunc.html (the form is
// that in which SQLAlchemy stores a DateTime); T-SQL reference "Date and Time Data Types and
// Functions"; Oracle SQL Language Reference "Datetime Functions". Drivers for MySQL and SQLite send
// an instant as the UTC of it, without its zone.
constexpr Clock clocks[] = {
    {"postgresql", "(CURRENT_TIMESTAMP AT TIME ZONE 'utc')", "LOCALTIMESTAMP", "CURRENT_TIMESTAMP",
     "CURRENT_DATE"},
    {"mysql", "UTC_TIMESTAMP(6)", "LOCALTIMESTAMP(6)", "UTC_TIMESTAMP(6)", "CURRENT_DATE"},
    {"mariadb", "UTC_TIMESTAMP(6)", "LOCALTIMESTAMP(6)", "UTC_TIMESTAMP(6)", "CURRENT_DATE"},
    {"sqlite", "strftime('%Y-%m-%d %H:%M:%f000', 'now')",
     "strftime('%Y-%m-%d %H:%M:%f000', 'now', 'localtime')",
     "strftime('%Y-%m-%d %H:%M:%f000', 'now')", "date('now', 'localtime')"},
    {"mssql", "SYSUTCDATETIME()", "SYSDATETIME()", "", "CAST(SYSDATETIME() AS DATE)"},
    {"oracle", "SYS_EXTRACT_UTC(SYSTIMESTAMP)", "LOCALTIMESTAMP", "", "TRUNC(CURRENT_DATE)"},
};

}  // namespace

std::string_view expression_of(Moment moment, std::string_view dialect) {
  for (const Clock& clock : clocks) {
    if (clock.dialect != dialect) continue;
    switch (moment) {
      case Moment::Utc:
        return clock.utc;
      case Moment::Local:
        return clock.local;
      case Moment::Aware:
        return clock.aware;
      case Moment::Today:
        return clock.today;
    }
  }
  return {};
}

}  // namespace migc::dialects
