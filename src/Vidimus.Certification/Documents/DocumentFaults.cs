namespace Vidimus.Certification.Documents;

/// <summary>The store does not have the bytes of a document that has a row.</summary>
internal sealed class DocumentMissingException(string id)
    : Exception($"The store does not have the bytes of {id}.");

/// <summary>The bytes in the store are not those that were kept: changed, cut, reordered or another document's.</summary>
internal sealed class DocumentDamagedException(string id, Exception? inner = null)
    : Exception($"The bytes of {id} in the store are not those that were kept.", inner);
