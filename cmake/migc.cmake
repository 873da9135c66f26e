# migc_library(name SOURCES a.cpp … USES other_targets…): one folder, one static library.
function(migc_library name)
  cmake_parse_arguments(LIB "" "" "SOURCES;USES" ${ARGN})
  add_library(${name} STATIC ${LIB_SOURCES})
  target_include_directories(${name} PUBLIC ${PROJECT_SOURCE_DIR} ${PROJECT_BINARY_DIR}/generated)
  target_link_libraries(${name} PUBLIC ${LIB_USES})
endfunction()

# migc_catalogue(folder TYPE linter::Rule NAMESPACE migc::rules HEADER linter/rule.h USES … MEMBERS a b …):
# an open set. Each member is a file `member.cpp` that defines `extern const TYPE member`, and one line
# here; `<folder>/catalogue.h` then declares `std::span<const TYPE* const> catalogue()` in this order.
# SOURCES are further files of the same library. With QUALIFIED the member in `a/b.cpp` is called `a_b`, not `b`.
function(migc_catalogue folder)
  cmake_parse_arguments(CAT "QUALIFIED" "TARGET;TYPE;NAMESPACE;HEADER" "MEMBERS;USES;SOURCES" ${ARGN})
  set(declarations "")
  set(entries "")
  set(sources ${CAT_SOURCES})
  foreach(member ${CAT_MEMBERS})
    if(CAT_QUALIFIED)
      string(REPLACE "/" "_" symbol ${member})
    else()
      string(REGEX REPLACE ".*/" "" symbol ${member})
    endif()
    string(APPEND declarations "extern const ${CAT_TYPE} ${symbol};\n")
    string(APPEND entries "    &${symbol},\n")
    list(APPEND sources ${member}.cpp)
  endforeach()
  list(LENGTH CAT_MEMBERS count)
  file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/generated/${folder}/catalogue.cpp CONTENT
"// Generated from the list of members in ${folder}/CMakeLists.txt.
#include \"${folder}/catalogue.h\"

#include <array>

namespace ${CAT_NAMESPACE} {

${declarations}
std::span<const ${CAT_TYPE}* const> catalogue() {
  static constexpr std::array<const ${CAT_TYPE}*, ${count}> members{
${entries}  };
  return members;
}

}  // namespace ${CAT_NAMESPACE}
" @ONLY)
  list(APPEND sources ${PROJECT_BINARY_DIR}/generated/${folder}/catalogue.cpp)
  migc_library(${CAT_TARGET} SOURCES ${sources} USES ${CAT_USES})
endfunction()
