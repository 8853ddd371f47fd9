package regulation

// The form of the annual report follows the year reported on, the outcome the
// edition under which the request was received. A request received before 15
// May 2019 and closed after it has an outcome of the first edition in a form
// that knows the second alone. These tables say where it counts; a key with a
// ground goes before the outcome's own.

// in2021 are the leaves of the forms of 2019 and 2021 for outcomes of the
// edition of 2008.
var in2021 = map[string]string{
	"2008-1": "B3.1",
	"2008-2": "B3.1",
	"2008-3": "B3.2",
	// Without a ground that is known: the law under which it was refused.
	"2008-4":           "B3.3.2",
	"2008-4/2008-14-1": "B3.3.1",
	"2008-4/2008-14-2": "B3.3.4",
	"2008-4/2008-14-3": "B3.3.4",
	"2008-4/2008-08-1": "B3.3.3",
	// What was not the information that the Regulation means was mostly
	// internal; the ground that says so of drafts has a leaf of its own now.
	"2008-4/2008-02-1": "B3.3.5",
	"2008-4/2008-02-2": "B3.3.6",
	// Nobody has to show a need any more, so no leaf is left for who had none.
	"2008-4/2008-13-1": "B3.6.3",
	"2008-4/2008-99-1": "B3.3.2",
	"2008-5":           "B3.4.1",
	"2008-6":           "B3.4.1",
	// The notice to supplement was itself the reply: nothing was found unclear
	// after it (B3.4.3), and nobody let its time pass (B3.6.1).
	"2008-7":         "B3.6.3",
	"2008-8":         "B3.5.1",
	"2008-withdrawn": "B3.6.3",
}

// in2014 are the lines of the form of 2014 for outcomes of the edition of 2019.
// What ended without a reply has no line there.
var in2014 = map[string]string{
	"2019-B3.1-public":      "3.3.1",
	"2019-B3.1-given":       "3.3.2",
	"2019-B3.2":             "3.3.3",
	"2019-B3.3.1":           "3.3.4.1",
	"2019-B3.3.2":           "3.3.4.6",
	"2019-B3.3.3":           "3.3.4.4",
	"2019-B3.3.4":           "3.3.4.6",
	"2019-B3.3.4/2019-15-1": "3.3.4.2",
	"2019-B3.3.4/2019-15-2": "3.3.4.3",
	"2019-B3.3.5":           "3.3.4.5",
	"2019-B3.3.6":           "3.3.4.5",
	"2019-B3.3.7":           "3.3.4.6",
	"2019-B3.3.8":           "3.3.8",
	"2019-B3.4.1-none":      "3.3.6",
	"2019-B3.4.1-other":     "3.3.5",
	"2019-B3.4.2":           "3.3.4.5", // 国办发〔2010〕5号: what would have to be made is none
	"2019-B3.4.3":           "3.3.7",
	"2019-B3.5.1":           "3.3.8",
	"2019-B3.5.2":           "3.3.4.6",
	"2019-B3.5.3":           "3.3.1",
	"2019-B3.5.4":           "3.3.4.6",
	"2019-B3.5.5":           "3.3.8",
	"2019-B3.6.1":           "",
	"2019-B3.6.2":           "",
	"2019-B3.6.3-withdrawn": "",
	"2019-B3.6.3-other":     "",
	"2019-39-answered":      "3.3.8",
	"2019-39-directed":      "3.3.8",
	"2019-39-channel":       "3.3.8",
}

// CellIn is the leaf that counts the outcome, resting on the ground, in the
// form of that code ("2014", "2019", "2021"), whatever edition the outcome is
// of. The form of 2019 has one line for what stands under B3.6; its leaves are
// told apart here all the same.
//
// "" is no line: what ends without a reply has none in the form of 2014, and
// the correction of a record in no form. Under the others every request ends in a leaf, or what came in would not be what
// went out: what has none of its own, the zero Outcome included, is 其他处理.
func (o Outcome) CellIn(form, ground string) string {
	switch {
	case o.Corrects():
		return ""
	case form == "2014":
		cell, ok := lookup(in2014, o.Code, ground)
		if !ok {
			cell = o.CellFor(ground)
		}
		if o.Refuses && cell == o.Cell {
			cell = "3.3.4.6" // refusals are the sum of their grounds
		}
		return cell
	}
	cell, ok := lookup(in2021, o.Code, ground)
	if !ok {
		cell = o.Cell
	}
	if cell == "" {
		cell = "B3.6.3"
	}
	return cell
}

func lookup(cells map[string]string, outcome, ground string) (string, bool) {
	cell, ok := cells[outcome+"/"+ground]
	if !ok {
		cell, ok = cells[outcome]
	}
	return cell, ok
}
