package public

import (
	"errors"
	"testing"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/citizen"
	"gongkai/store"
	"gongkai/store/storetest"
)

// A page that was being drawn while its reader signed out renews nothing.
func TestASessionEndedStaysEnded(t *testing.T) {
	m := &my{Window: &Window{store: storetest.Open(t, storetest.SQLite(t))}}
	ctx, now, token := t.Context(), time.Unix(1498788000, 0), readerSum("a token")
	id, data := citizen.ID(7), readerSession{session: session{Started: now.Unix(), Seen: now.Unix()}}
	if err := keepSession(ctx, m.store.SaveSession, token, id.Thing(), data.expiry(), data); err != nil {
		t.Fatal(err)
	}
	data.Seen += 60
	if err := m.renewSession(ctx, token, id, data); err != nil {
		t.Fatal(err)
	}
	if s, err := m.store.Session(ctx, token, now); err != nil || !s.Expiry.Equal(now.Add(time.Minute+account.IdleEnd)) {
		t.Errorf("renewed: until %v, %v", s.Expiry, err)
	}
	if err := m.store.DropSession(ctx, token); err != nil {
		t.Fatal(err)
	}
	if err := m.renewSession(ctx, token, id, data); err != nil {
		t.Fatal(err)
	}
	if _, err := m.store.Session(ctx, token, now); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("opened again: %v", err)
	}
}
