package server

// Routes returns every route, as "GET /customers/:id", in no order.
func (s *Server) Routes() (out []string) {
	for _, r := range s.engine.Routes() {
		out = append(out, r.Method+" "+r.Path)
	}
	return out
}
