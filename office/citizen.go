package office

import (
	"context"
	"errors"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/citizen"
	"gongkai/store"
)

// Register opens a reader's account. Errors: citizen.ErrName,
// citizen.ErrNamePersonal, citizen.ErrTaken, account.ErrPassword, [ErrBusy].
func (o *Office) Register(ctx context.Context, name, password string) (citizen.Citizen, error) {
	name, err := citizen.ParseName(name)
	if err != nil {
		return citizen.Citizen{}, err
	}
	if err := account.CheckPassword(password); err != nil {
		return citizen.Citizen{}, err
	}
	if _, err := o.Store.CitizenNamed(ctx, name); err == nil {
		return citizen.Citizen{}, citizen.ErrTaken
	} else if !errors.Is(err, store.ErrNotFound) {
		return citizen.Citizen{}, err
	}
	hash, err := HashPassword(ctx, password)
	if err != nil {
		return citizen.Citizen{}, err
	}
	at := o.Now()
	var c citizen.Citizen
	err = o.Store.Act(ctx, account.Clock, at, func(tx *store.Tx) error {
		id, err := tx.NextCitizen(ctx)
		if err != nil {
			return err
		}
		made, e, err := citizen.Register(id, name, hash, at)
		if err != nil {
			return err
		}
		if err := tx.SaveCitizen(ctx, made, e); err != nil {
			return err
		}
		c = made
		c.Stamp++
		return nil
	})
	return c, err
}

// SignInCitizen decides a reader's try to sign in and counts it. A name nobody
// has takes as long as a wrong password. Errors: citizen.ErrSignIn, [ErrBusy].
func (o *Office) SignInCitizen(ctx context.Context, name, password string) (citizen.Citizen, error) {
	c, err := o.citizenNamed(ctx, name)
	if errors.Is(err, store.ErrNotFound) {
		if _, err := PasswordMatches(ctx, password, ""); err != nil {
			return citizen.Citizen{}, err
		}
		return citizen.Citizen{}, citizen.ErrSignIn
	}
	if err != nil {
		return citizen.Citizen{}, err
	}
	c, err = o.tryPassword(ctx, c, password, true)
	if errors.Is(err, store.ErrNotFound) { // closed meanwhile
		err = citizen.ErrSignIn
	}
	return c, err
}

func (o *Office) citizenNamed(ctx context.Context, name string) (citizen.Citizen, error) {
	name, err := citizen.ParseName(name)
	if err != nil {
		return citizen.Citizen{}, store.ErrNotFound
	}
	return o.Store.CitizenNamed(ctx, name)
}

// tryPassword compares the password, slowly and outside the act, and counts
// the try. A password changed meanwhile is not the one that was compared.
func (o *Office) tryPassword(ctx context.Context, c citizen.Citizen, password string, visit bool) (citizen.Citizen, error) {
	hash := c.PasswordHash
	matches, err := PasswordMatches(ctx, password, hash)
	if err != nil {
		return c, err
	}
	at := o.Now()
	var outcome error
	err = o.Store.Act(ctx, account.Clock, at, func(tx *store.Tx) error {
		read, err := tx.Citizen(ctx, c.ID)
		if err != nil {
			return err
		}
		try := citizen.Check
		if visit {
			try = citizen.SignIn
		}
		tried, e, refused := try(read, matches && read.PasswordHash == hash, at)
		if err := tx.SaveCitizenTry(ctx, tried, e); err != nil {
			return err
		}
		c, outcome = tried, refused
		c.Stamp++
		return nil
	})
	if err == nil {
		err = outcome
	}
	return c, err
}

// checkPassword is [Office.tryPassword] of somebody signed in, who may be told
// what was wrong: citizen.ErrPassword, [ErrCitizenLocked].
func (o *Office) checkPassword(ctx context.Context, id citizen.ID, password string) (citizen.Citizen, error) {
	c, err := o.Store.Citizen(ctx, id)
	if err != nil {
		return c, err
	}
	c, err = o.tryPassword(ctx, c, password, false)
	switch {
	case errors.Is(err, citizen.ErrSignIn) && o.Now().Before(c.LockedUntil):
		return c, ErrCitizenLocked
	case errors.Is(err, citizen.ErrSignIn):
		return c, citizen.ErrPassword
	}
	return c, err
}

// ErrCitizenLocked is told to a reader who is signed in and keeps missing the
// password. Signed out, the answer is citizen.ErrSignIn as ever.
var ErrCitizenLocked = errors.New("多次输入错误，请 15 分钟后再试")

// ChangeCitizenPassword replaces a reader's password; every session of theirs
// ends. Errors: citizen.ErrPassword, [ErrCitizenLocked], account.ErrPassword,
// store.ErrNotFound.
func (o *Office) ChangeCitizenPassword(ctx context.Context, id citizen.ID, present, next string) (citizen.Citizen, error) {
	if err := account.CheckPassword(next); err != nil {
		return citizen.Citizen{}, err
	}
	checked, err := o.checkPassword(ctx, id, present)
	if err != nil {
		return citizen.Citizen{}, err
	}
	hash, err := HashPassword(ctx, next)
	if err != nil {
		return citizen.Citizen{}, err
	}
	at := o.Now()
	var c citizen.Citizen
	err = o.Store.Act(ctx, id.Actor(), at, func(tx *store.Tx) error {
		read, err := tx.Citizen(ctx, id)
		if err != nil {
			return err
		}
		if read.PasswordHash != checked.PasswordHash {
			return citizen.ErrPassword // changed meanwhile
		}
		changed, e := citizen.ChangePassword(read, hash, at)
		if err := tx.SaveCitizen(ctx, changed, e); err != nil {
			return err
		}
		c = changed
		c.Stamp++
		return nil
	})
	if err != nil {
		return c, err
	}
	return c, o.Store.DropSessionsOf(ctx, account.Login(id.Thing()))
}

// CloseCitizen deletes a reader's account with all that was kept in it. Errors:
// citizen.ErrPassword, [ErrCitizenLocked], store.ErrNotFound.
func (o *Office) CloseCitizen(ctx context.Context, id citizen.ID, password string) error {
	checked, err := o.checkPassword(ctx, id, password)
	if err != nil {
		return err
	}
	at := o.Now()
	return o.Store.Act(ctx, id.Actor(), at, func(tx *store.Tx) error {
		c, err := tx.Citizen(ctx, id)
		if err != nil {
			return err
		}
		if c.PasswordHash != checked.PasswordHash {
			return citizen.ErrPassword // changed meanwhile
		}
		return tx.DropCitizen(ctx, c, citizen.Close(c, at))
	})
}

// Keep changes what a reader keeps. Errors: those of change, and
// store.ErrNotFound for a reader who is gone.
func (o *Office) Keep(ctx context.Context, id citizen.ID, change func(citizen.Shelf, time.Time) (citizen.Shelf, error)) error {
	at := o.Now()
	return o.Store.Act(ctx, id.Actor(), at, func(tx *store.Tx) error {
		before, err := tx.Shelf(ctx, id)
		if err != nil {
			return err
		}
		after, err := change(before, at)
		if err != nil {
			return err
		}
		return tx.SaveShelf(ctx, id, before, after)
	})
}
