// Loaded into every process of the stage: when the harness dies, however it dies, nobody is left behind.
process.on('disconnect', () => process.exit(1));
