using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Vidimus.Proofs;

/// <summary>
/// Secret bytes outside the managed heap, wiped when released. As a <see cref="SafeHandle"/> it outlives every signature in
/// progress: signing with a half-wiped key would give the key away.
/// </summary>
internal sealed unsafe class SecretMemory : SafeHandle
{
    private readonly int length;

    internal SecretMemory(int length)
        : base(0, ownsHandle: true)
    {
        this.length = length;
        SetHandle((nint)NativeMemory.AllocZeroed((nuint)length));
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>The bytes; only between DangerousAddRef and DangerousRelease.</summary>
    internal Span<byte> Bytes => new((void*)handle, length);

    protected override bool ReleaseHandle()
    {
        CryptographicOperations.ZeroMemory(Bytes);
        NativeMemory.Free((void*)handle);
        return true;
    }
}
