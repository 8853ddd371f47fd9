package public

import (
	"net/http"

	"github.com/a-h/templ"

	"gongkai/store"
	"gongkai/web/page"
)

// topicsPage is the matters of public concern (专题).
type topicsPage struct{ topics []figure }

func (w *Window) listTopics(r *http.Request, t *page.Topics) (templ.Component, error) {
	ctx := r.Context()
	t.On("publications")
	c, err := w.readCity(ctx)
	if err != nil {
		return nil, err
	}
	counts, err := w.store.CountBy(ctx, store.Selection{}, store.ByCategory)
	if err != nil {
		return nil, err
	}
	var p topicsPage
	for _, topic := range c.topics {
		p.topics = append(p.topics, c.topicFigure(topic, counts))
	}
	return topicsView(p), nil
}
