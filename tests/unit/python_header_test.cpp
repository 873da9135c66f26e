#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "compiler/python/header.h"

namespace migc::python {
namespace {

Header header_of(std::string text) {
  Sources sources;
  Diagnostics diagnostics;
  return read_header(sources.add("versions/a1.py", std::move(text)), diagnostics);
}

std::vector<std::string> texts(const std::vector<HeaderName>& names) {
  std::vector<std::string> result;
  for (const HeaderName& name : names) result.push_back(name.text);
  return result;
}

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Header, ReadsWhatAlembicWrites) {
  const Header header = header_of(
      "\"\"\"add age\n\nRevision ID: a1\nRevises: b2\n\n\"\"\"\n"
      "from typing import Sequence, Union\n\nfrom alembic import op\nimport sqlalchemy as sa\n\n\n"
      "# revision identifiers, used by Alembic.\n"
      "revision: str = 'a1'\n"
      "down_revision: Union[str, Sequence[str], None] = 'b2'  # noqa\n"
      "branch_labels: Union[str, Sequence[str], None] = None\n"
      "depends_on: Union[str, Sequence[str], None] = None\n\n\n"
      "def upgrade() -> None:\n    this is not parsed\n");
  EXPECT_TRUE(header.complete);
  ASSERT_TRUE(header.revision);
  EXPECT_EQ(header.revision->text, "a1");
  EXPECT_THAT(texts(header.down_revisions), ElementsAre("b2"));
  EXPECT_THAT(header.branch_labels, IsEmpty());
  EXPECT_THAT(header.depends_on, IsEmpty());
  EXPECT_EQ(header.doc, "add age\n\nRevision ID: a1\nRevises: b2\n\n");
}

TEST(Header, TakesTuplesListsAndJoinedStrings) {
  const Header header = header_of(
      "revision = 'a' \"1\"\n"
      "down_revision = ('b\\x32', 'c3')\n"
      "branch_labels = ['x', 'y']\n"
      "depends_on = ('d4'\n   'e5',)\n");
  EXPECT_TRUE(header.complete);
  EXPECT_EQ(header.revision->text, "a1");
  EXPECT_THAT(texts(header.down_revisions), ElementsAre("b2", "c3"));
  EXPECT_THAT(texts(header.branch_labels), ElementsAre("x", "y"));
  EXPECT_THAT(texts(header.depends_on), ElementsAre("d4e5"));
}

TEST(Header, KeepsThePlacesOfValues) {
  Sources sources;
  Diagnostics diagnostics;
  const Source& source =
      sources.add("a1.py", "'doc'\nrevision = 'a1'\ndown_revision = 'b2', \"c3\"\n");
  const Header header = read_header(source, diagnostics);
  EXPECT_EQ(sources.text(header.revision->span), "'a1'");
  EXPECT_EQ(sources.text(header.down_revisions[1].span), "\"c3\"");
  EXPECT_EQ(sources.text(header.down_revision_span), "'b2', \"c3\"");
  EXPECT_EQ(sources.text(header.doc_span), "'doc'");
}

TEST(Header, WhatIsNoLiteralMustBeEvaluated) {
  for (const char* text :
       {"revision = 'a1'\ndown_revision = previous\n", "revision = make()\ndown_revision = None\n",
        "revision = 'a1'\ndown_revision = ('b2', other)\n", "revision = 'a1'\nrevision += 'b'\n",
        "revision = 'a1'\nif x:\n    down_revision = 'b2'\n", "revision = 1\n",
        "revision, down_revision = 'a1', 'b2'\n", "revision = 'a1'\nfrom base import *\n",
        "revision = 'a1'\nfrom base import down_revision\n", "revision = f'a1'\n",
        "try:\n    from base import depends_on\nexcept ImportError:\n    pass\n",
        "revision = 'a1'\ndef f(): pass\nrevision = g()\n", "revision = 'a1' 'b\n",
        "for revision in x: pass\n"}) {
    EXPECT_FALSE(header_of(text).complete) << text;
  }
}

TEST(Header, TheLastLiteralWins) {
  const Header header = header_of(
      "from base import *\nrevision = x\nrevision = 'a1'\n"
      "down_revision = 'b2'\ndown_revision = None\n");
  EXPECT_TRUE(header.complete);
  EXPECT_EQ(header.revision->text, "a1");
  EXPECT_THAT(header.down_revisions, IsEmpty());
}

TEST(Header, FactsBehindFunctionsAreSeen) {
  const Header header = header_of(
      "def helper():\n    pass\n\nrevision = 'a1'\ndown_revision = 'b2'\n\ndef upgrade(): pass\n");
  EXPECT_TRUE(header.complete);
  EXPECT_EQ(header.revision->text, "a1");
  EXPECT_THAT(texts(header.down_revisions), ElementsAre("b2"));
  EXPECT_EQ(header_of("def f():\r    pass\rrevision = 'a1'\r").revision->text, "a1");
}

TEST(Header, AFileWithoutFactsIsCompleteAndSaysNothing) {
  const Header header = header_of("import os\n");
  EXPECT_TRUE(header.complete);
  EXPECT_FALSE(header.revision);
  EXPECT_EQ(header.down_revision_span.source, SourceId::none);
}

}  // namespace
}  // namespace migc::python
