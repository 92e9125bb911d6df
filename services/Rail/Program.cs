using Qujiang.LegKernel;
using Qujiang.Rail;
using Qujiang.ServiceDefaults;

var builder = WebApplication.CreateSlimBuilder(args);
builder.AddServiceDefaults("rail");
builder.AddLegKernel(RailModule.Create());

var app = builder.Build();
app.MapServiceDefaults();
app.MapLegKernel();
await app.RunAsync();
