/* replay.c - a fuzz target over the files of a folder, without libFuzzer: `program FOLDER-or-FILE...` */
#include "fuzz.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

static size_t replayed;

static void replay_file(const char *path)
{
    FILE *f = fopen(path, "rb");
    struct stat st;
    if (!f || fstat(fileno(f), &st) != 0) {
        perror(path);
        exit(1);
    }
    size_t size = (size_t)st.st_size;
    uint8_t *data = malloc(size + 1);
    if (!data || fread(data, 1, size, f) != size) {
        perror(path);
        exit(1);
    }
    fclose(f);
    LLVMFuzzerTestOneInput(data, size);
    free(data);
    replayed++;
}

static void replay_folder(const char *path, DIR *folder)
{
    char file[4096];
    for (struct dirent *entry = readdir(folder); entry; entry = readdir(folder)) {
        int n = snprintf(file, sizeof file, "%s/%s", path, entry->d_name);
        if (entry->d_name[0] != '.' && n > 0 && (size_t)n < sizeof file)
            replay_file(file);
    }
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        DIR *folder = opendir(argv[i]);
        if (folder) {
            replay_folder(argv[i], folder);
            closedir(folder);
        } else {
            replay_file(argv[i]);
        }
    }
    printf("%zu inputs\n", replayed);
    return replayed > 0 ? 0 : 1;
}
