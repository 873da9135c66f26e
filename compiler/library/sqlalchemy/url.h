#pragma once

#include <string>

#include "compiler/python/native.h"

namespace migc::library {

/// `make_url(text)`; a URL whose parts are not known where the text is empty.
python::Value url_value(const std::string& text, const python::Site& site);

/// What `context.configure(url=…)` is given: the text of a URL object, or only its beginning
/// (`postgresql+psycopg://`) where no more is known; anything else as it is.
python::Value url_text(const python::Value& url, const python::Site& site);

}  // namespace migc::library
