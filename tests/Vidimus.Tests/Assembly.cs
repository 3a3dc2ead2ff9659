using Xunit;

// Servers with databases of their own share nothing; the machine's cores are the limit.
[assembly: CollectionBehavior(CollectionBehavior.CollectionPerClass)]
