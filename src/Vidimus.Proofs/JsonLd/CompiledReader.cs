using Vidimus.Proofs.Rdf;

namespace Vidimus.Proofs.JsonLd;

internal sealed class CompiledReader
{
    public bool TryRead(LinkedDataSource s, ContextSet c, RdfDataset d) => false;
}

internal sealed class CompiledContexts(ContextSet set)
{
    public ContextSet Set => set;
}
