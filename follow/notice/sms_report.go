package notice

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"gongkai/office"
	"gongkai/store"
)

// Reports asks the gateway what became of the messages it took. What it says is
// evidence beside the message, as the reports of mail are; it changes neither the
// message nor the case. It may run on several nodes: each asks, and what is said
// twice is kept once.
type Reports struct {
	Office  *office.Office
	Gateway Gateway

	from int64 // the first message that may still be waited for
}

const (
	// reportsEvery is how often the gateway is asked.
	reportsEvery = 10 * time.Minute
	// reportsFor is how long a report is waited for: providers give up sooner.
	reportsFor = 72 * time.Hour
	// mostReported is how many messages one question names.
	mostReported = 100
	// mostReportAnswer is how many bytes of an answer are read.
	mostReportAnswer = 64 << 10
)

// reportWords is what a gateway may say, and what is kept of it.
var reportWords = map[string]store.ReportKind{"delivered": store.ReportDelivered, "failed": store.ReportFailed}

// Run asks until ctx ends.
func (s *Reports) Run(ctx context.Context, log *slog.Logger) {
	for ctx.Err() == nil {
		if _, err := s.Read(ctx); err != nil && ctx.Err() == nil {
			log.Error("sms reports", "err", err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(reportsEvery):
		}
	}
}

// Read asks once after every message that was taken in the last three days and
// of which nothing was reported, and says how many reports were new.
func (s *Reports) Read(ctx context.Context) (reported int, err error) {
	after, waiting := s.from-1, int64(0)
	for ctx.Err() == nil {
		now := s.Office.Now()
		list, err := s.Office.Store.SMSUnreported(ctx, now.Add(-reportsFor), after, mostReported)
		if err != nil || len(list) == 0 {
			if s.from = after + 1; waiting != 0 {
				s.from = waiting
			}
			return reported, err
		}
		said, err := s.Gateway.report(ctx, list)
		if err != nil {
			return reported, fmt.Errorf("sms reports: %w", err)
		}
		n, err := s.Office.Store.ReportSMS(ctx, now, said)
		if err != nil {
			return reported, err
		}
		reported += n
		if waiting == 0 && len(said) < len(list) {
			waiting = list[0].ID
		}
		after = list[len(list)-1].ID
	}
	return reported, ctx.Err()
}

// report asks what became of messages; of those it does not know yet a gateway
// says nothing. What it says of others is not listened to.
func (g Gateway) report(ctx context.Context, list []store.Mail) ([]store.MailReport, error) {
	asked := map[string]bool{}
	var question struct {
		Reports []string `json:"reports"`
	}
	for _, m := range list {
		asked[m.MessageID] = true
		question.Reports = append(question.Reports, m.MessageID)
	}
	status, body, _, err := g.post(ctx, g.reports, question, mostReportAnswer)
	if err != nil {
		return nil, err
	}
	if status/100 != 2 {
		return nil, fmt.Errorf("%w: %d", errUntaken, status)
	}
	var answer struct {
		Reports []struct {
			ID    string `json:"id"`
			State string `json:"state"`
		} `json:"reports"`
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return nil, errReports
	}
	var said []store.MailReport
	for _, v := range answer.Reports {
		kind, known := reportWords[v.State]
		if !asked[v.ID] || !known {
			continue
		}
		asked[v.ID] = false // the first word of each
		said = append(said, store.MailReport{MessageID: v.ID, Kind: kind})
	}
	return said, nil
}

// errReports is an answer that is none.
var errReports = errors.New("gateway: reports are not as docs/sms.md says")
