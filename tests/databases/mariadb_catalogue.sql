CALL migc_tests.show_databases();
