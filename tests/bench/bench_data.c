#include "bench_data.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

struct pair {
    const char *zh, *en;
};

static const struct pair syllables[] = {
    {"安", "an"},   {"宝", "bao"},  {"昌", "chang"}, {"德", "de"},   {"恩", "en"},   {"福", "fu"},   {"广", "guang"},
    {"海", "hai"},  {"吉", "ji"},   {"康", "kang"},  {"龙", "long"}, {"明", "ming"}, {"宁", "ning"}, {"鄂", "e"},
    {"平", "ping"}, {"清", "qing"}, {"荣", "rong"},  {"顺", "shun"}, {"泰", "tai"},  {"文", "wen"},  {"兴", "xing"},
    {"阳", "yang"}, {"州", "zhou"}, {"临", "lin"},   {"和", "he"},   {"东", "dong"}, {"南", "nan"},  {"西", "xi"},
    {"北", "bei"},  {"山", "shan"}, {"江", "jiang"}, {"湖", "hu"},
};
static const struct pair levels[] = {{"市", "City"}, {"县", "County"}, {"区", "District"}, {"镇", "Town"}};
static const struct pair fields[] = {
    {"商务", "Commerce"},
    {"教育", "Education"},
    {"科技", "Science and Technology"},
    {"民政", "Civil Affairs"},
    {"司法", "Justice"},
    {"财政", "Finance"},
    {"自然资源", "Natural Resources"},
    {"生态环境", "Ecology and Environment"},
    {"交通运输", "Transport"},
    {"水务", "Water"},
    {"农业农村", "Agriculture and Rural Affairs"},
    {"文化和旅游", "Culture and Tourism"},
    {"卫生健康", "Health"},
    {"应急管理", "Emergency Management"},
    {"审计", "Audit"},
    {"统计", "Statistics"},
    {"医疗保障", "Healthcare Security"},
    {"体育", "Sports"},
    {"市场监督管理", "Market Regulation"},
    {"城市管理", "Urban Management"},
};
static const struct pair bodies[] = {{"局", "Bureau"}, {"服务中心", "Service Center"}};

double bench_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* Names that follow each other in number lie far apart in the alphabet, as those of a real glossary do. */
static size_t scatter(size_t i)
{
    return (i * 2654435761u + 12345) % (32 * 32 * 32 * COUNT(levels) * COUNT(fields) * COUNT(bodies));
}

zhm_concept bench_concept(struct arena *arena, size_t i)
{
    size_t n = scatter(i);
    const struct pair *body = &bodies[n % COUNT(bodies)], *field = &fields[n / 2 % COUNT(fields)];
    const struct pair *level = &levels[n / 40 % COUNT(levels)];
    const struct pair *a = &syllables[n / 160 % 32], *b = &syllables[n / 5120 % 32], *c = &syllables[n / 163840 % 32];
    zhm_term *terms = arena_array(arena, 2, sizeof *terms);
    terms[0] =
        (zhm_term){.lang = "zh-Hans",
                   .text = arena_printf(arena, "%s%s%s%s%s%s", a->zh, b->zh, c->zh, level->zh, field->zh, body->zh),
                   .source = "unchecked"};
    terms[1] = (zhm_term){.lang = "en",
                          .text = arena_printf(arena, "%s of %s of %c%s%s%s %s", body->en, field->en, a->en[0] - 32,
                                               a->en + 1, b->en, c->en, level->en),
                          .source = "unchecked"};
    return (zhm_concept){
        .id = arena_printf(arena, "bench/%zu", i), .category = ZHM_AGENCY, .terms = terms, .term_count = 2};
}

char *bench_folder(void)
{
    const char *base = getenv("TMPDIR");
    char *folder = NULL;
    if (asprintf(&folder, "%s/zhengming-bench-XXXXXX", base ? base : "/tmp") < 0 || !mkdtemp(folder)) {
        perror("mkdtemp");
        exit(1);
    }
    return folder;
}

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *at)
{
    (void)info, (void)kind, (void)at;
    return remove(path);
}

void bench_remove(char *folder)
{
    nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    free(folder);
}

static const char *const english[] = {
    "The meeting agreed that the work plan for the coming year should be published before the end of March, with "
    "figures for each district. ",
    "Residents said that the new clinic had cut the journey to see a doctor from two hours to twenty minutes, which "
    "mattered most in winter. ",
    "Officials from %s told reporters on Tuesday that repairs to the bridge would begin in spring and take about nine "
    "months. ",
    "A notice issued by %s asks companies to report their figures online and promises an answer within five working "
    "days. ",
};
static const char *const chinese[] = {
    "会议认为，要把今年的各项任务落到实处，让群众看到变化，得到实惠，并在三月底以前公布进展情况。",
    "居民们说，新建的门诊部把看病的路程从两个小时缩短到二十分钟，冬天的时候感受最深。",
    "%s负责人星期二对记者表示，大桥的维修工程将于春天开工，预计九个月内完成，其间交通不会中断。",
    "%s发出的通知要求有关企业在网上报送数据，并承诺在五个工作日之内给予答复，逾期将作出说明。",
};

void bench_text(struct buf *out, const char *lang, size_t bytes, size_t first, size_t distinct)
{
    bool zh = lang[0] == 'z';
    struct arena arena = {0};
    size_t end = out->len + bytes;
    for (size_t i = 0; out->len < end && !out->failed; i++) {
        const char *sentence = zh ? chinese[i * 7 % 4] : english[i * 7 % 4], *place = strstr(sentence, "%s");
        arena_clear(&arena);
        zhm_concept c = bench_concept(&arena, first + i / 2 % distinct);
        buf_append(out, sentence, place ? (size_t)(place - sentence) : strlen(sentence));
        if (place) {
            buf_append_text(out, c.terms[zh ? 0 : 1].text);
            buf_append_text(out, place + 2);
        }
    }
    arena_free(&arena);
}
