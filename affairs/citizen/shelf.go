package citizen

import (
	"slices"
	"time"
)

// Shelf is what a reader keeps, the latest first.
type Shelf struct {
	Saved    []Saved
	Followed []Followed
}

// Saved is a publication kept for later (收藏).
type Saved struct {
	Publication int64 // publication.Publication.ID
	At          time.Time
}

// Followed is a place whose news a reader looks for (关注).
type Followed struct {
	Place Place
	At    time.Time
}

// Place is an agency, or a category of the catalogue with all below it.
type Place struct {
	Kind Kind
	Code string
}

// Kind says what a place is.
type Kind string

const (
	Agency   Kind = "agency"
	Category Kind = "category"
)

// A shelf holds so much. Each place followed costs a look at its list.
const (
	MaxSaved    = 500
	MaxFollowed = 50
)

// Save keeps a publication; keeping it again changes nothing. Errors:
// [ErrFull].
func Save(s Shelf, publication int64, at time.Time) (Shelf, error) {
	switch {
	case slices.ContainsFunc(s.Saved, isSaved(publication)):
		return s, nil
	case len(s.Saved) >= MaxSaved:
		return s, ErrFull
	}
	s.Saved = append([]Saved{{publication, at}}, s.Saved...)
	return s, nil
}

// Unsave lets a publication go; no error when it was not kept.
func Unsave(s Shelf, publication int64) Shelf {
	s.Saved = slices.DeleteFunc(slices.Clone(s.Saved), isSaved(publication))
	return s
}

// Follow follows a place; following it again changes nothing. Errors:
// [ErrFollows].
func Follow(s Shelf, p Place, at time.Time) (Shelf, error) {
	switch {
	case slices.ContainsFunc(s.Followed, isAt(p)):
		return s, nil
	case len(s.Followed) >= MaxFollowed:
		return s, ErrFollows
	}
	s.Followed = append([]Followed{{p, at}}, s.Followed...)
	return s, nil
}

// Unfollow leaves a place; no error when it was not followed.
func Unfollow(s Shelf, p Place) Shelf {
	s.Followed = slices.DeleteFunc(slices.Clone(s.Followed), isAt(p))
	return s
}

func isSaved(publication int64) func(Saved) bool {
	return func(s Saved) bool { return s.Publication == publication }
}

func isAt(p Place) func(Followed) bool {
	return func(f Followed) bool { return f.Place == p }
}
