#include "widgets/flow.h"

#include "base/buf.h"
#include "report/wrap.h"

enum { NARROW = 60, INDENT_BELOW = 2 };

struct flow flow_start(struct canvas *canvas, struct area area, int scroll)
{
    return (struct flow){ canvas, area, scroll, 0 };
}

static bool is_visible(const struct flow *flow)
{
    return flow->row >= flow->scroll && flow->row - flow->scroll < flow->area.rows;
}

void flow_put(struct flow *flow, struct spot spot, unsigned style, struct span text)
{
    int room = flow->area.cols - spot.col;
    if (!is_visible(flow) || room <= 0)
        return;
    spot.row = flow->area.row + flow->row - flow->scroll;
    spot.col += flow->area.col;
    spot.cells = spot.cells > room ? room : spot.cells;
    (void)canvas_text(flow->canvas, spot, style, text);
}

void flow_next(struct flow *flow)
{
    flow->row++;
}

void flow_skip(struct flow *flow)
{
    flow->row++;
}

void flow_text(struct flow *flow, int indent, unsigned style, struct span text)
{
    struct span line;
    int cells = flow->area.cols - indent;
    while (cells > 0 && wrap_next(&text, cells, &line)) {
        flow_put(flow, (struct spot){ 0, indent, cells }, style, line);
        flow_next(flow);
    }
}

/* Paints the label and returns where its text begins. */
static int put_label(struct flow *flow, struct flow_label label)
{
    flow_put(flow, (struct spot){ 0, 0, flow->area.cols }, label.style, label.text);
    if (flow->area.cols >= NARROW || label.text.len == 0)
        return flow->area.cols >= NARROW ? label.cells : INDENT_BELOW;
    flow_next(flow);
    return INDENT_BELOW;
}

void flow_labelled(struct flow *flow, struct flow_label label, unsigned style, struct span text)
{
    if (text.len)
        flow_text(flow, put_label(flow, label), style, text);
}

void flow_numbered(struct flow *flow, struct flow_label label, struct span text)
{
    struct span line;
    struct span rest = text;
    if (text.len == 0)
        return;
    int indent = put_label(flow, label);
    bool is_list = span_find_char(span_trim(text), '\n') != SPAN_NONE;
    for (unsigned number = 1; span_line(&rest, &line); number++) {
        struct buf prefix;
        buf_init(&prefix, 16);
        (void)buf_addf(&prefix, "%u. ", number);
        int moved = is_list ? (int)prefix.len : 0;
        if (is_list)
            flow_put(flow, (struct spot){ 0, indent, moved }, STYLE_TEXT, buf_span(&prefix));
        flow_text(flow, indent + moved, STYLE_TEXT, line);
        buf_free(&prefix);
    }
}

int flow_clamp(const struct flow *flow, int scroll)
{
    int most = flow->row - flow->area.rows;
    if (scroll > most)
        scroll = most;
    return scroll < 0 ? 0 : scroll;
}
