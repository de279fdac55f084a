// The options of a command line: a table says what each is called and where its value goes.
#pragma once
#include "common.h"
#include <getopt.h>

/// Values of an option that may be given several times.
typedef struct {
    const char **list;
    int count;
} Texts;

typedef struct {
    const char *name;
    enum { END, FLAG, TEXT, TEXTS, INT, UINT64, DOUBLE } kind;
    void *place;
} Option;

enum { MOST_OPTIONS = 32 };

static inline void take_option(const Option *option, const char *text) {
    switch (option->kind) {
    case END: break;
    case FLAG: *(int *)option->place = 1; break;
    case TEXT: *(const char **)option->place = text; break;
    case INT: *(int *)option->place = atoi(text); break;
    case UINT64: *(uint64_t *)option->place = strtoull(text, NULL, 10); break;
    case DOUBLE: *(double *)option->place = atof(text); break;
    case TEXTS: {
        Texts *texts = option->place;
        texts->list = realloc(texts->list, (size_t)(texts->count + 1) * sizeof *texts->list);
        texts->list[texts->count++] = text;
    }
    }
}

/// Reads `--name value` for every option of a table that ends in an empty one.
static inline void read_options(int count, char **words, const Option *table, const char *usage) {
    struct option known[MOST_OPTIONS + 1] = {0};
    for (int index = 0; table[index].name && index < MOST_OPTIONS; index++) {
        int takesValue = table[index].kind == FLAG ? no_argument : required_argument;
        known[index] = (struct option){table[index].name, takesValue, NULL, index + 1};
    }
    for (int option; (option = getopt_long(count, words, "", known, NULL)) != -1;) {
        if (option == '?') die("usage: %s", usage);
        take_option(&table[option - 1], optarg);
    }
}
