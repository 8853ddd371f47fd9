package desk

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"gongkai/affairs/account"
	"gongkai/store"
	"gongkai/web/page"
)

// OIDC is an identity provider officials may sign in with, such as the city's
// own. An account matches by its Subject, "issuer|subject"; nobody gets an
// account by signing in.
type OIDC struct {
	Issuer   string // its address, as it writes it itself
	ClientID string
	Secret   string // "" for a client that has none
	Name     string // as the sign-in page calls it; "" is no provider
	// Address is where this platform stands, "https://www.example.gov.cn"; ""
	// takes it from the request. The provider must know
	// Address + "/desk/sign-in/oidc/callback".
	Address string
}

// provider is what the identity provider says of itself, asked at the first
// sign-in: the desk starts even if the provider is down.
type provider struct {
	mu   sync.Mutex
	oidc *oidc.Provider
}

// ErrProvider says that the identity provider did not answer as it should.
var (
	ErrProvider  = errors.New("统一身份认证没有应答，请稍后再试，或者用账号名和口令登录")
	ErrNoSubject = errors.New("这个身份没有对应的账号，请联系系统管理员")
	ErrFlow      = errors.New("登录过程已经过期，请重新登录")
)

const (
	flowCookie  = "gongkai_oidc"
	flowSeconds = 600
	// providerPatience bounds one conversation with the provider.
	providerPatience = 15 * time.Second
)

// flow is what the browser keeps while it is at the provider.
type flow struct {
	State, Nonce, Verifier, Back string
}

func (d *Desk) oauth(ctx context.Context, r *http.Request) (*oauth2.Config, *oidc.Provider, error) {
	if d.OIDC.Name == "" {
		return nil, nil, page.ErrNotFound
	}
	d.provider.mu.Lock()
	defer d.provider.mu.Unlock()
	if d.provider.oidc == nil {
		// Not the request's context: the provider keeps it to fetch keys later.
		p, err := oidc.NewProvider(oidc.ClientContext(context.WithoutCancel(ctx), &http.Client{Timeout: providerPatience}), d.OIDC.Issuer)
		if err != nil {
			return nil, nil, fmt.Errorf("%w: %w", ErrProvider, err)
		}
		d.provider.oidc = p
	}
	address := d.OIDC.Address
	if address == "" {
		scheme := "http"
		if r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https" {
			scheme = "https"
		}
		address = scheme + "://" + r.Host
	}
	return &oauth2.Config{
		ClientID: d.OIDC.ClientID, ClientSecret: d.OIDC.Secret, Endpoint: d.provider.oidc.Endpoint(),
		RedirectURL: address + "/desk/sign-in/oidc/callback", Scopes: []string{oidc.ScopeOpenID},
	}, d.provider.oidc, nil
}

func random() string {
	var b [24]byte
	rand.Read(b[:])
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// signInElsewhere sends the browser to the provider.
func (d *Desk) signInElsewhere(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Cache-Control", "no-store")
	config, _, err := d.oauth(r.Context(), r)
	if errors.Is(err, ErrProvider) {
		return page.Render(w, r, http.StatusServiceUnavailable, d.signInRefusedView(ErrProvider.Error()))
	}
	if err != nil {
		return err
	}
	f := flow{State: random(), Nonce: random(), Verifier: oauth2.GenerateVerifier(), Back: backTo(r.URL.Query().Get("back"))}
	text, err := json.Marshal(f)
	if err != nil {
		return err
	}
	page.SetCookie(w, r, flowCookie, base64.RawURLEncoding.EncodeToString(text), flowSeconds)
	http.Redirect(w, r, config.AuthCodeURL(f.State, oidc.Nonce(f.Nonce), oauth2.S256ChallengeOption(f.Verifier)), http.StatusSeeOther)
	return nil
}

// signInReturned is where the provider sends the browser back.
func (d *Desk) signInReturned(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Cache-Control", "no-store")
	subject, back, err := d.returned(w, r)
	var a account.Account
	if err == nil {
		a, err = d.Office.Store.AccountBySubject(r.Context(), subject)
		if errors.Is(err, store.ErrNotFound) {
			err = ErrNoSubject
		}
	}
	if err == nil {
		// The provider has checked who it is; lock-out and leaving still count.
		a, err = d.Office.SignIn(r.Context(), a.Login, func(a account.Account) (bool, int64, error) { return a.Subject == subject, 0, nil })
	}
	for _, refusal := range []error{ErrFlow, ErrNoSubject, account.ErrSignIn, account.ErrLocked} {
		if errors.Is(err, refusal) {
			return page.Render(w, r, http.StatusForbidden, d.signInRefusedView(refusal.Error()))
		}
	}
	if errors.Is(err, ErrProvider) {
		return page.Render(w, r, http.StatusServiceUnavailable, d.signInRefusedView(ErrProvider.Error()))
	}
	if err != nil {
		return err
	}
	if err := d.beginSession(w, r, a, true); err != nil {
		return err
	}
	http.Redirect(w, r, back, http.StatusSeeOther)
	return nil
}

// returned is the identity the provider vouches for. Errors: [ErrFlow],
// [ErrProvider].
func (d *Desk) returned(w http.ResponseWriter, r *http.Request) (subject, back string, err error) {
	ctx, cancel := context.WithTimeout(r.Context(), providerPatience)
	defer cancel()
	config, provider, err := d.oauth(ctx, r)
	if err != nil {
		return "", "", err
	}
	cookie, err := r.Cookie(flowCookie)
	if err != nil {
		return "", "", ErrFlow
	}
	page.SetCookie(w, r, flowCookie, "", -1)
	var f flow
	text, err := base64.RawURLEncoding.DecodeString(cookie.Value)
	if err != nil || json.Unmarshal(text, &f) != nil || f.State == "" || f.Nonce == "" {
		return "", "", ErrFlow
	}
	q := r.URL.Query()
	if subtle.ConstantTimeCompare([]byte(q.Get("state")), []byte(f.State)) != 1 || q.Get("code") == "" {
		return "", "", ErrFlow
	}
	token, err := config.Exchange(ctx, q.Get("code"), oauth2.VerifierOption(f.Verifier))
	if err != nil {
		if refused := new(oauth2.RetrieveError); errors.As(err, &refused) && refused.Response.StatusCode < 500 {
			return "", "", ErrFlow
		}
		return "", "", fmt.Errorf("%w: %w", ErrProvider, err)
	}
	raw, ok := token.Extra("id_token").(string)
	if !ok {
		return "", "", ErrProvider
	}
	id, err := provider.Verifier(&oidc.Config{ClientID: d.OIDC.ClientID, Now: d.Office.Now}).Verify(ctx, raw)
	if err != nil {
		return "", "", fmt.Errorf("%w: %w", ErrProvider, err)
	}
	if subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(f.Nonce)) != 1 || id.Subject == "" {
		return "", "", ErrFlow
	}
	return id.Issuer + "|" + id.Subject, backTo(f.Back), nil
}
