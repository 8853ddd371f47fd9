package mailbox

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"gongkai/affairs/agency"
	"gongkai/affairs/subscription"
	"gongkai/follow/notice"
	"gongkai/office"
	"gongkai/paper/upload"
	"gongkai/store"
)

// Box is one mailbox.
type Box struct {
	Office *office.Office
	Server Server
	// Sender is who the platform writes as: its own messages are no answers.
	Sender notice.Sender
}

// fileLimits bound what is kept of a message.
var fileLimits = upload.Limits{Bytes: maxRaw, Unpacked: 256 << 20, Members: 500}

// take keeps one message and says whether it was new. cut is the size of a
// message of which raw is only the beginning; 0 for a whole one.
func (b *Box) take(ctx context.Context, raw []byte, cut int64, received time.Time, seen store.Seen) (bool, error) {
	l := parse(raw)
	thing, in, err := b.thread(ctx, l)
	if err != nil {
		return false, err
	}
	if _, is := subscription.ParseThing(thing); is {
		// A report about a subscription names its address: it is noted and not
		// kept. What a person writes is for the city.
		if l.automatic {
			return false, b.Office.Store.Bounced(ctx, l.bounces, seen)
		}
		thing, in = "", b.Server.Agency
	}
	sum, _, err := b.Office.Blobs.Put(ctx, bytes.NewReader(raw))
	if err != nil {
		return false, err
	}
	m := store.Incoming{Mailbox: seen.Mailbox, Raw: sum, Agency: in, Thing: thing, State: store.TrayWaiting, Sender: l.sender, SenderName: l.name,
		Subject: l.subject, Body: l.text, MessageID: l.id, ReceivedAt: received, Reports: l.reports}
	if cut > 0 {
		l.notes = append(l.notes, fmt.Sprintf("来信有 %d MB，只收了前 %d MB，附件可能不全，请到邮箱查看原件", cut>>20, len(raw)>>20))
	}
	switch {
	case l.automatic || b.Sender.Address != "" && b.Sender.Mine(l.sender):
		m.State = store.TrayAutomatic
	case m.Thing != "":
		m.State = store.TrayFiled
	}
	for _, f := range l.files {
		a, err := b.Office.KeepFile(ctx, f.name, bytes.NewReader(f.data), int64(len(f.data)), fileLimits)
		if err != nil {
			if !refusal(err) {
				return false, err
			}
			l.notes = append(l.notes, fmt.Sprintf("附件“%s”未收：%s", upload.Name(f.name), err))
			continue
		}
		m.Attachments = append(m.Attachments, a)
	}
	m.Note = sound(strings.Join(l.notes, "\n"))
	return b.Office.Store.Receive(ctx, m, l.bounces, seen)
}

// refusal says whether an inspection decided against a file; what it reads is
// in memory, so only the end of a file that is too short is a fault of it.
func refusal(err error) bool {
	return errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) || upload.Refused(err)
}

// thread is the thing a message belongs to, and whose it is: by the secret it
// carries, or by what it answers. "" and the mailbox's agency for a stray.
func (b *Box) thread(ctx context.Context, l letter) (string, agency.Code, error) {
	tokens := notice.Tokens(l.to, l.subject)
	for _, token := range tokens[:min(len(tokens), 20)] {
		thing, in, err := b.Office.Store.Thread(ctx, token)
		if !errors.Is(err, store.ErrNotFound) {
			return thing, in, err
		}
	}
	for _, id := range l.answers[:min(len(l.answers), 50)] {
		m, err := b.Office.Store.MailByMessageID(ctx, local(id))
		if !errors.Is(err, store.ErrNotFound) {
			return m.Thing, m.Agency, err
		}
	}
	return "", b.Server.Agency, nil
}
