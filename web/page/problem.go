package page

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
)

// What the windows themselves refuse. A handler returns one, wrapped or not.
var (
	ErrBadRequest  = errors.New("请求有误，请返回上一页重试")
	ErrForbidden   = errors.New("您没有办理此事的权限")
	ErrNotFound    = errors.New("没有找到这个页面")
	ErrMethod      = errors.New("这个地址不接受这样的操作")
	ErrGone        = errors.New("此信息已撤回")
	ErrTooLarge    = errors.New("提交的内容太大")
	ErrTooMany     = errors.New("操作太频繁，请稍后再试")
	ErrCrossOrigin = errors.New("请求来自其他网站，已拒绝")
	ErrUnavailable = errors.New("系统正忙，请稍后再试")
	ErrInternal    = errors.New("系统出了问题")
)

// Refusal is one row of the table from refusals to what a window makes of them. Field is where the sentence stands
// when the refusal comes from a form; "" is the summary. Status 422 is a form to be mended, any other is a page of
// its own.
type Refusal struct {
	Err    error
	Status int
	Field  string
}

// told is the row with the error that says more than the row does: the one in
// the chain that calls itself the row's, such as what was found and where.
func (row Refusal) told(err error) Refusal {
	for ; err != nil; err = errors.Unwrap(err) {
		if more, ok := err.(interface{ Is(error) bool }); ok && more.Is(row.Err) {
			row.Err = err
			break
		}
	}
	return row
}

// refusals of this package; a Site adds those of the affairs.
var refusals = []Refusal{
	{Err: ErrBadRequest, Status: http.StatusBadRequest},
	{Err: ErrPress, Status: http.StatusBadRequest},
	{Err: ErrNotUTF8, Status: http.StatusBadRequest},
	{Err: ErrControlChars, Status: http.StatusBadRequest},
	{Err: ErrForbidden, Status: http.StatusForbidden},
	{Err: ErrCrossOrigin, Status: http.StatusForbidden},
	{Err: ErrNotFound, Status: http.StatusNotFound},
	{Err: ErrMethod, Status: http.StatusMethodNotAllowed},
	{Err: ErrGone, Status: http.StatusGone},
	{Err: ErrTooLarge, Status: http.StatusRequestEntityTooLarge},
	{Err: ErrTooMany, Status: http.StatusTooManyRequests},
	{Err: ErrUnavailable, Status: http.StatusServiceUnavailable},
}

// Explain finds the row of an error, ours or the Site's. False: a fault of the machine.
func Explain(ctx context.Context, err error) (Refusal, bool) {
	if err == nil {
		return Refusal{}, false
	}
	if site := visitOf(ctx).site; site != nil {
		for _, row := range site.Refusals {
			if errors.Is(err, row.Err) {
				return row.told(err), true
			}
		}
	}
	for _, row := range refusals {
		if errors.Is(err, row.Err) {
			return row, true
		}
	}
	if tooLarge := new(http.MaxBytesError); errors.As(err, &tooLarge) {
		return Refusal{Err: ErrTooLarge, Status: http.StatusRequestEntityTooLarge}, true
	}
	return Refusal{}, false
}

// answerProblem writes the page (or application/problem+json) of an error. A fault of the machine is logged with
// the number the page shows; its text never reaches the stranger.
func (s *Site) answerProblem(w http.ResponseWriter, r *http.Request, err error) {
	ctx := r.Context()
	row, known := Explain(ctx, err)
	if !known {
		row = Refusal{Err: ErrInternal, Status: http.StatusInternalServerError}
		if ctx.Err() == nil { // a visitor who hung up is no fault
			s.logger().ErrorContext(ctx, "fault", "id", RequestID(ctx), "route", r.Pattern, "error", err.Error())
		}
	}
	h := w.Header()
	for _, name := range []string{"Content-Length", "Content-Encoding", "Content-Disposition", "Etag", "Last-Modified"} {
		h.Del(name)
	}
	h.Set("Cache-Control", "no-store")
	sentence := row.Err.Error()
	if wantsJSON(r) {
		h.Set("Content-Type", "application/problem+json")
		w.WriteHeader(row.Status)
		// The visitor may be gone; there is nobody left to tell.
		_ = json.NewEncoder(w).Encode(map[string]any{
			"type": "about:blank", "status": row.Status, "title": http.StatusText(row.Status),
			"detail": T(ctx, sentence), "instance": "urn:request:" + RequestID(ctx),
		})
		return
	}
	var frame *Frame
	if s.FrameFor != nil {
		frame = s.FrameFor(r)
	}
	if err := Render(w, r, row.Status, problem(frame, row.Status, sentence)); err != nil {
		s.logger().ErrorContext(ctx, "fault", "id", RequestID(ctx), "error", err.Error())
		http.Error(w, T(ctx, ErrInternal.Error())+" "+RequestID(ctx), row.Status)
	}
}

func wantsJSON(r *http.Request) bool {
	accept := r.Header.Get("Accept")
	return strings.Contains(accept, "json") && !strings.Contains(accept, "text/html")
}
