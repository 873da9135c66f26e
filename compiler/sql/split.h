#pragma once

#include <string_view>
#include <vector>

namespace migc::sql {

/// How a server's scripts are cut into statements.
struct Syntax {
  bool backslash_escapes = false;  ///< 'it\'s'
  bool backticks = false;          ///< `name`
  bool brackets = false;           ///< [name]
  bool dollar_quotes = false;      ///< $tag$ … $tag$
  bool nested_comments = false;    ///< /* /* */ */
  bool hash_comments = false;      ///< # to the end of the line
  bool delimiter_command = false;  ///< DELIMITER //
  bool go_lines = false;           ///< GO on a line of its own
  bool slash_lines = false;        ///< / on a line of its own
  bool double_quoted_strings = false;
};

/// Of `postgresql`, `mysql`, `mariadb`, `sqlite`, `mssql`, `oracle`; any other: the standard.
Syntax syntax_of(std::string_view dialect);

/// The statements of a script, without their terminators and the blanks around them, in order.
/// Views into `sql`. A body between BEGIN and END in a CREATE FUNCTION, PROCEDURE, TRIGGER stays
/// whole.
std::vector<std::string_view> split_statements(std::string_view sql, const Syntax& syntax);

/// How deep the parentheses go, and the longest run of operators or words without a statement's
/// end: what has to be bounded before a recursive parser sees the text.
struct Extent {
  std::size_t depth = 0, chain = 0;
};
Extent measure(std::string_view sql, const Syntax& syntax);

}  // namespace migc::sql
