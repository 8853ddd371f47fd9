// Package numbering (编号说明) tells why a document number was never published.
//
// The numbers of one issuer and year, 长府办发〔2017〕1号 and on, make a series
// ([Series]); so do those of orders, 市政府令第30号, which are counted on through
// the years ([Form]). A number below the highest seen that was never published is a gap
// (figures/series finds them). The agency's head or the city's disclosure office
// says once why ([Explain]): withheld and on which ground, given on request
// only, internal, never used, or published by another agency. What was said can
// be taken back ([Retract]), as when the document is published after all.
package numbering
