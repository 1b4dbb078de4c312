package store

// importsKey: hash, id of an import → the import in JSON, the newest 50; see
// import_job.go. Writer: swap, import_job.go.
func importsKey() string { return "x:{imports}" }

// importFileKey: string, the packed file of an import; kept a day, gone when
// somebody is erased. Writer: import_job.go.
func importFileKey(id string) string { return "x:{imports}:f:" + id }

// importRefusedKey: string, the rows that an import refused as a packed file;
// kept seven days, gone when somebody is erased. Writer: import_job.go.
func importRefusedKey(id string) string { return "x:{imports}:r:" + id }
